import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { HeardRequests } from '../../src/process/heard-requests.ts';
import type {
  BlockableRequest,
  BlockedRequest,
  EndedBlock,
  EndedRequest,
} from '../../src/record/watched-requests.ts';
import { createScope } from '../../src/sample/scope.ts';
import { epochMicros } from '../../src/sample/source.ts';

function requestOf(path: string, beganMicros: number) {
  const scope = createScope(0);
  const route = { method: 'GET', route: path };
  const blocks: EndedBlock[] = [];
  const open: BlockableRequest = { scope, beganMicros, waitFor: (block) => void blocks.push(block) };
  const over = (endMicros: number, isTraced = false): EndedRequest => ({
    ...open,
    route,
    isTraced,
    endMicros,
  });
  return { open, over, blocks };
}

test('tells a block of those that came since, of ended ones by their routes', () => {
  const heard = new HeardRequests();
  const [early, ended, open] = [requestOf('/early', 100), requestOf('/ended', 200), requestOf('/open', 300)];
  heard.begin(early.open);
  heard.end(ended.over(250), heard.begin(ended.open));
  heard.begin(open.open);
  const added: BlockedRequest[] = [];
  const block: EndedBlock = { add: (request) => void added.push(request) };
  heard.waitFor(block, 200);
  expect(added).toMatchObject([{ beganMicros: 200, route: { route: '/ended' } }]);
  expect([early, ended, open].map(({ blocks }) => blocks.length)).toEqual([0, 0, 1]);
});

test('forgets those that came and ended before, and says then that an open one has ended', () => {
  const heard = new HeardRequests();
  const [first, second] = [requestOf('/first', 100), requestOf('/second', 200)];
  const number = heard.begin(first.open);
  heard.end(second.over(400), heard.begin(second.open));
  heard.forgetBefore(300);
  const added: BlockedRequest[] = [];
  const block: EndedBlock = { add: (request) => void added.push(request) };
  heard.waitFor(block, 0);
  expect(added.map(({ beganMicros }) => beganMicros)).toEqual([200]);
  heard.end(first.over(500), number);
  heard.waitFor(block, 0);
  expect(added.map(({ beganMicros }) => beganMicros)).toEqual([200, 200, 100]);
});

test('hears no more than it can keep, and goes on when some are forgotten', () => {
  const heard = new HeardRequests();
  const begin = (at: number): number => heard.begin(requestOf('/', at).open);
  let last = 0;
  let count = 0;
  for (; (last = begin(count)) >= 0; count++) expect(last).toBe(count);
  heard.end(requestOf('/', count).over(count + 1), last);
  heard.forgetBefore(10);
  for (let i = 0; i < 10; i++) expect(begin(count + i)).toBe(count + i);
  expect(begin(0)).toBe(-1);
});

test('a place that is used again tells nothing of the request before', () => {
  const heard = new HeardRequests();
  let count = 0;
  for (; ; count++) {
    const before = requestOf('/before', count);
    const number = heard.begin(before.open);
    if (number < 0) break;
    heard.end(before.over(count, true), number);
  }
  heard.forgetBefore(count);
  const next = Array.from({ length: count }, (_, i) => requestOf('/next', count + i));
  for (const { open } of next) heard.begin(open);
  const added: BlockedRequest[] = [];
  heard.waitFor({ add: (request) => void added.push(request) }, 0);
  expect(added).toEqual([]);
  expect(next.every(({ blocks }) => blocks.length === 1)).toBe(true);
  for (const [i, { over }] of next.entries()) heard.end(over(2 * count, i % 2 === 0), count + i);
  heard.waitFor({ add: (request) => void added.push(request) }, 0);
  expect(added.every(({ route }) => route.route === '/next')).toBe(true);
  expect(added.filter(({ isTraced }) => isTraced)).toHaveLength(count / 2);
});

test('keeps nothing of a request that has ended', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const heard = new HeardRequests();
  const hear = (isOver: boolean): WeakRef<object> => {
    const { open, over } = requestOf('/', 1);
    const number = heard.begin(open);
    if (isOver) heard.end(over(2), number);
    return new WeakRef(open);
  };
  const [ended, stillOpen] = [hear(true), hear(false)];
  // What a WeakRef was made of in this turn is kept until it is over.
  await new Promise(setImmediate);
  collectGarbage();
  expect([ended.deref() === undefined, stillOpen.deref() === undefined]).toEqual([true, false]);
  // Still heard: that both began, and that one has ended.
  expect(heard.momentsIn({ fromMicros: epochMicros, toMicros: epochMicros + 10 }, 0)).toHaveLength(3);
});
