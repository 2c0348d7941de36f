import { describe, expect, test } from 'vitest';
import { nextTurn } from '../../src/clock.ts';
import type { Window } from '../../src/profile/window.ts';
import type { Post, PostAnswer } from '../../src/push/post.ts';
import { createSender } from '../../src/push/sender.ts';
import { bytesOf } from '../../src/store/window-bytes.ts';
import { exampleWindows } from '../fixtures/windows.ts';

const answerOf = (status: number, text = ''): PostAnswer => ({ status, body: Buffer.from(text) });
const taken = answerOf(200);
const broken = answerOf(503, 'try\n later');
const windows = exampleWindows(9);

function start(answers: (posted: number) => PostAnswer | Error, mostBytes = 1e9) {
  const posts: Post[] = [];
  const pauses: number[] = [];
  const failures: string[] = [];
  let due: (() => void) | undefined;
  const clock = { millis: 0 };
  const sender = createSender({
    format: {
      name: 'Engine',
      path: 'push/it',
      headers: { 'content-type': 'x', accept: 'y' },
      encode: async ({ startMicros }: Window) => Buffer.from(String(startMicros)),
      isRetried: (status) => status === 503 || status === 429,
      isRejected(body) {
        if (Buffer.from(body).toString() === '{}') throw new Error('not a message');
        return body.length > 0;
      },
    },
    url: new URL('http://user:secret@host:4040/base/'),
    headers: { accept: 'z' },
    mostBytes,
    async post(post) {
      posts.push(post);
      const answer = answers(posts.length);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    after(millis, work) {
      pauses.push(millis);
      due = work;
      return () => (due = undefined);
    },
    run: (work) => work(),
    clock: () => clock.millis,
    random: () => 0.5,
    onFailure: ({ message }) => failures.push(message),
  });
  const add = (window: Window): void => sender.add({ bytes: bytesOf(window), prepare: async () => window });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await nextTurn();
  };
  const goOn = async (): Promise<void> => {
    const work = due;
    due = undefined;
    work?.();
    await settle();
  };
  const bodies = (): string[] => posts.map(({ body }) => Buffer.from(body).toString());
  return { sender, add, posts, bodies, pauses, failures, clock, settle, goOn };
}

const bodyOf = (index: number): string => String(windows[index]?.startMicros);

test('windows are sent in order, below the path of the URL, with the headers that were given', async () => {
  const { add, posts, bodies, failures, settle } = start(() => taken);
  for (const window of windows.slice(0, 3)) add(window);
  await settle();
  expect(bodies()).toEqual([0, 1, 2].map(bodyOf));
  expect(posts[0]?.url.pathname).toBe('/base/push/it');
  expect(posts[0]?.headers).toEqual({ 'content-type': 'x', accept: 'z' });
  expect(failures).toEqual([]);
});

describe('an engine that fails', () => {
  test('is asked again after longer and longer pauses, with the same body', async () => {
    const { add, bodies, pauses, settle, goOn } = start((posted) => (posted < 8 ? broken : taken));
    add(windows[0] as Window);
    await settle();
    for (let i = 0; i < 9; i++) await goOn();
    expect(bodies()).toEqual(Array(8).fill(bodyOf(0)));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  test('loses the oldest windows, not the newest', async () => {
    const { add, bodies, settle, goOn, failures, clock } = start((posted) => (posted < 2 ? broken : taken));
    for (const window of windows) add(window);
    await settle();
    await goOn();
    expect(bodies()).toEqual([3, 3, 4, 5, 6, 7, 8].map(bodyOf));
    const said =
      'Profiles that Engine at http://host:4040 did not take in time were dropped: they are only here.';
    expect(failures).toEqual([said]);
    // More of them were dropped in the same minute.
    clock.millis = 61_000;
    add(windows[0] as Window);
    expect(failures).toEqual([said, said]);
    clock.millis = 122_000;
    add(windows[1] as Window);
    await settle();
    expect(failures).toHaveLength(2);
  });

  test('is said to have lost windows when it is well again, if there was no time before', async () => {
    const { add, bodies, settle, goOn, failures, clock } = start((posted) => (posted < 2 ? broken : taken));
    add(windows[0] as Window);
    await settle();
    for (const window of windows.slice(1)) add(window);
    await goOn();
    expect(failures).toEqual([expect.stringContaining('it answered 503')]);
    // The first had to make room, and is not sent, as is said.
    expect(bodies()).toEqual([0, 3, 4, 5, 6, 7, 8].map(bodyOf));
    clock.millis = 61_000;
    add(windows[0] as Window);
    expect(failures).toEqual([expect.anything(), expect.stringContaining('were dropped')]);
  });

  test('is asked again when it says so, but within the longest pause', async () => {
    const later = { ...broken, retryAfterSeconds: 20 };
    const { add, pauses, settle, goOn } = start((posted) =>
      posted === 1 ? later : posted === 2 ? { ...later, retryAfterSeconds: 3_600 } : taken,
    );
    add(windows[0] as Window);
    await settle();
    await goOn();
    await goOn();
    expect(pauses).toEqual([20_000, 30_000]);
  });

  test('keeps no more than the memory that it is given', async () => {
    const { add, bodies, settle, goOn } = start((posted) => (posted < 2 ? broken : taken), 1);
    for (const window of windows.slice(0, 4)) add(window);
    await settle();
    await goOn();
    expect(bodies()).toEqual([3, 3].map(bodyOf));
  });

  test('is reported once a minute, without the secrets of its URL, with what to do', async () => {
    const { add, failures, clock, settle, goOn } = start((posted) =>
      posted % 2 === 0 ? new Error('connect ECONNREFUSED') : broken,
    );
    add(windows[0] as Window);
    await settle();
    for (const millis of [10_000, 59_999, 60_000, 60_001, 130_000]) {
      clock.millis = millis;
      await goOn();
    }
    const said = expect.stringMatching(
      /^Engine at http:\/\/host:4040 (took no profile: it answered 503, so|cannot be reached \(connect ECONNREFUSED\), so)/,
    );
    expect(failures).toEqual([said, said, said]);
    expect(failures.join()).not.toMatch(/secret|user/);
  });

  test.each([
    [401, 'user and password'],
    [404, 'address of the server itself: /push/it is added'],
    [400, 'Look into its log'],
    [500, 'Look into its log'],
  ])('with %i is not asked again', async (status, advice) => {
    const { add, posts, failures, pauses, settle } = start((posted) =>
      posted === 1 ? answerOf(status) : taken,
    );
    add(windows[0] as Window);
    add(windows[1] as Window);
    await settle();
    expect(posts).toHaveLength(2);
    expect(pauses).toEqual([]);
    expect(failures).toEqual([expect.stringContaining(advice)]);
  });
});

test('an engine that rejects a profile in a good answer is not asked again', async () => {
  const { add, posts, failures, settle } = start(() => answerOf(200, 'too old'));
  add(windows[0] as Window);
  await settle();
  expect(posts).toHaveLength(1);
  expect(failures).toEqual([expect.stringContaining('rejected profiles')]);
});

test('an answer that cannot be read means that all is well', async () => {
  const { add, posts, failures, settle } = start(() => answerOf(200, '{}'));
  add(windows[0] as Window);
  await settle();
  expect([posts.length, failures]).toEqual([1, []]);
});

test('a window that cannot be encoded is left out', async () => {
  const { add, bodies, failures, settle } = start(() => taken);
  const bad = Object.defineProperty({ ...(windows[0] as Window) }, 'startMicros', {
    get(): number {
      throw new Error('no');
    },
  });
  add(bad);
  add(windows[1] as Window);
  await settle();
  expect(bodies()).toEqual([bodyOf(1)]);
  expect(failures).toEqual(['A profile for Engine could not be made (no), and is only here.']);
});

describe('closing', () => {
  test('tries once more to send each that is left, without a pause', async () => {
    const { sender, add, bodies, settle } = start(() => broken);
    for (const window of windows.slice(0, 3)) add(window);
    await settle();
    expect(bodies()).toEqual([bodyOf(0)]);
    await sender.close();
    expect(bodies()).toEqual([0, 0, 1, 2].map(bodyOf));
    add(windows[3] as Window);
    await settle();
    expect(bodies()).toHaveLength(4);
  });

  test('has nothing to do when all are sent', async () => {
    const { sender, add, settle } = start(() => taken);
    add(windows[0] as Window);
    await settle();
    await sender.close();
  });
});
