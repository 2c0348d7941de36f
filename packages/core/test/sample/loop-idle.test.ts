import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMissedWaits } from '../../src/sample/loop-idle.ts';

function setUp(awakeIsKnown = true) {
  const at = { now: 1000, libuvIdle: 300, awake: 500 };
  const missed = createMissedWaits({
    now: () => at.now,
    libuvIdle: () => at.libuvIdle,
    awake: () => (awakeIsKnown ? at.awake : Number.NaN),
  });
  /** The loop waits, works and blocks; libuv remembers only a part of the waiting. */
  const pass = ({ waits = 0, works = 0, blocks = 0, forgets = 1 }) => {
    at.now += waits + works + blocks;
    at.awake += works;
    at.libuvIdle += waits * (1 - forgets);
  };
  return { missed, pass };
}

test('a wait that libuv forgets is noticed at once, before any sample', () => {
  const { missed, pass } = setUp();
  pass({ waits: 100, works: 20, forgets: 0.75 });
  expect(missed.millis()).toBe(75);
  missed.add(100);
  expect(missed.millis()).toBe(75);
  pass({ waits: 40, forgets: 0 });
  expect(missed.millis()).toBe(75);
});

test('samples show that a blocking call was not a wait', () => {
  const { missed, pass } = setUp();
  pass({ blocks: 60, waits: 40 });
  missed.add(40);
  expect(missed.millis()).toBe(40);
});

test('after the last samples, blocking calls are assumed to continue at the same share', () => {
  const { missed, pass } = setUp();
  pass({ blocks: 40, waits: 60 });
  missed.add(60);
  pass({ blocks: 40, waits: 60 });
  expect(missed.millis()).toBe(120);
});

test('samples never give more waiting than the thread slept, nor less than libuv remembers', () => {
  const { missed, pass } = setUp();
  pass({ waits: 30, works: 70 });
  missed.add(90);
  expect(missed.millis()).toBe(30);
  pass({ waits: 50, forgets: 0.4 });
  missed.add(0);
  expect(missed.millis()).toBe(30);
});

test('without a clock of the thread, only samples count', () => {
  const { missed, pass } = setUp(false);
  pass({ waits: 100, works: 10 });
  expect(missed.millis()).toBe(0);
  missed.add(95);
  expect(missed.millis()).toBe(95);
});

test('for dropped samples only the thread’s clock counts; later samples count for their own time', () => {
  const { missed, pass } = setUp();
  pass({ waits: 100, works: 20, forgets: 0.75 });
  missed.skip();
  expect(missed.millis()).toBe(75);
  pass({ blocks: 60, waits: 40 });
  missed.add(40);
  expect(missed.millis()).toBe(115);
  const { missed: unclocked, pass: passUnclocked } = setUp(false);
  passUnclocked({ waits: 100 });
  unclocked.skip();
  expect(unclocked.millis()).toBe(0);
});

test('idle and active time never go back, whatever samples say, and are right where nothing blocks', () => {
  const millis = fc.integer({ min: 0, max: 1000 });
  const step = fc.record({
    waits: millis,
    works: millis,
    blocks: millis,
    forgets: fc.constantFrom(0, 0.5, 1),
    says: fc.option(millis, { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step), fc.boolean(), (steps, canBlock) => {
      const { missed, pass } = setUp();
      let [before, forgotten] = [0, 0];
      for (const { says, ...each } of steps) {
        const blocks = canBlock ? each.blocks : 0;
        pass({ ...each, blocks });
        if (says !== undefined) missed.add(canBlock ? says : 1e9);
        const now = missed.millis();
        expect(now).toBeGreaterThanOrEqual(before);
        // What is more than that would be active time that goes back.
        expect(now - before).toBeLessThanOrEqual(each.waits * each.forgets + blocks + 1e-6);
        forgotten += each.waits * each.forgets;
        if (!canBlock) expect(now).toBeCloseTo(forgotten, 6);
        before = now;
      }
    }),
  );
});
