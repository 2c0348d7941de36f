import { expect, test } from 'vitest';
import type { Came } from '../../src/trace/came.ts';
import { ConnectionQueue, connectionCame } from '../../src/trace/connection-queue.ts';

/** The poll of a turn that ended at `polledMicros`, after the one before at `fromMicros`. */
function cameIn(turn: number, fromMicros: number, polledMicros: number, waited = false): Came {
  const [leastMicros, leastWokenMicros] = [fromMicros - 5, polledMicros - 3];
  return {
    turn,
    fromMicros,
    polledMicros,
    wokenMicros: polledMicros - 1,
    leastMicros,
    leastWokenMicros,
    isKnown: true,
    waited,
  };
}

test('a connection alone came at any moment since the poll before', () => {
  const one = new ConnectionQueue().accept(cameIn(4, 1_000, 2_000));
  expect(connectionCame(one)).toEqual({ leastMicros: 995, fromMicros: 1_000, toMicros: 2_000 });
});

test('one that woke the loop came then', () => {
  const one = new ConnectionQueue().accept(cameIn(4, 1_000, 2_000, true));
  expect(connectionCame(one)).toEqual({ leastMicros: 1_997, fromMicros: 1_999, toMicros: 1_999 });
});

test('connections that are accepted turn by turn have come evenly since the first could', () => {
  const queue = new ConnectionQueue();
  const turns = [
    [1_000, 2_000],
    [2_000, 2_100],
    [2_100, 2_200],
  ] as const;
  const all = turns.map(([from, to], i) => queue.accept(cameIn(4 + i, from, to)));
  const came = all.map((one) => Math.round(connectionCame(one).fromMicros));
  // Nearly as if all three had come at any moment: one had come by 2,000.
  expect(came).toEqual([1_197, 1_591, 1_985]);
  expect(all.map((one) => connectionCame(one).leastMicros)).toEqual([995, 995, 995]);
});

test('none came after the poll that reported it', () => {
  const queue = new ConnectionQueue();
  const first = queue.accept(cameIn(1, 0, 10));
  queue.accept(cameIn(2, 10, 9_000));
  expect(connectionCame(first).toMicros).toBeLessThanOrEqual(10);
});

test('those behind one that blocks came while it did', () => {
  const queue = new ConnectionQueue();
  const turns = [
    [0, 100],
    [100, 90_100],
    [90_100, 90_200],
    [90_200, 90_300],
  ] as const;
  const all = turns.map(([from, to], i) => queue.accept(cameIn(i, from, to)));
  const came = all.map((one) => Math.round(connectionCame(one).fromMicros));
  expect(came).toEqual([50, 15_092, 45_175, 75_258]);
});

test('of a queue that never ends, each part is spread by itself, but none came before the first', () => {
  const queue = new ConnectionQueue();
  let last = queue.accept(cameIn(0, 0, 10));
  for (let i = 1; i <= 2_500; i++) last = queue.accept(cameIn(i, 10 * i, 10 * i + 10));
  const { leastMicros, fromMicros } = connectionCame(last);
  expect(leastMicros).toBe(-5);
  expect(fromMicros).toBeGreaterThan(24_000);
});

test('a poll that has waited found an empty queue', () => {
  const queue = new ConnectionQueue();
  queue.accept(cameIn(1, 0, 1_000));
  const woke = queue.accept(cameIn(2, 1_000, 5_000, true));
  const next = queue.accept(cameIn(3, 5_000, 6_000));
  expect(connectionCame(woke).fromMicros).toBe(4_999);
  expect(connectionCame(next)).toEqual({ leastMicros: 4_997, fromMicros: 5_499.5, toMicros: 5_499.5 });
});

test('a turn without a connection empties the queue', () => {
  const queue = new ConnectionQueue();
  queue.accept(cameIn(1, 0, 1_000));
  expect(connectionCame(queue.accept(cameIn(3, 2_000, 3_000)))).toMatchObject({ leastMicros: 1_995 });
});

/** Park and Miller's generator: the same numbers everywhere. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test.each([
  ['turns of one length', 0.05, () => 10],
  ['a busy loop', 0.06, () => 10],
  [
    'a loop that blocks now and then',
    0.04,
    (random: () => number) => (random() < 0.02 ? 240 * random() : 4 * random()),
  ],
] as const)('the mean of what connections wait is right: %s', (_name, perMicro, turnOf) => {
  const random = randomOf(7);
  const queue = new ConnectionQueue();
  const waiting: number[] = [];
  const accepted: { readonly one: ReturnType<ConnectionQueue['accept']>; readonly cameMicros: number }[] = [];
  let next = -Math.log(random()) / perMicro;
  let nowMicros = 0;
  for (let turn = 0; turn < 60_000; turn++) {
    const from = nowMicros;
    nowMicros += turnOf(random);
    while (next < nowMicros) {
      waiting.push(next);
      next += -Math.log(random()) / perMicro;
    }
    const cameMicros = waiting.shift();
    if (cameMicros !== undefined) {
      accepted.push({ one: queue.accept(cameIn(turn, from, nowMicros)), cameMicros });
    }
  }
  const sumOf = (waited: (each: (typeof accepted)[number]) => number): number =>
    accepted.reduce((sum, each) => sum + waited(each), 0);
  const truth = sumOf(({ one, cameMicros }) => one.came.polledMicros - cameMicros);
  const estimate = sumOf(({ one }) => {
    const { fromMicros, toMicros } = connectionCame(one);
    return one.came.polledMicros - (fromMicros + toMicros) / 2;
  });
  expect(estimate / truth).toBeGreaterThan(0.95);
  expect(estimate / truth).toBeLessThan(1.05);
});

test('what followed turn by turn on one whose arrival is not known is not known either', () => {
  const queue = new ConnectionQueue();
  const unknown = queue.accept({ ...cameIn(4, 1_000, 2_000), isKnown: false });
  const [next, later] = [queue.accept(cameIn(5, 2_000, 2_100)), queue.accept(cameIn(7, 2_500, 2_600))];
  expect([unknown, next, later].map((one) => one.queue.first.isKnown)).toEqual([false, false, true]);
});
