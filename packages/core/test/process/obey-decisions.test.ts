import { expect, test } from 'vitest';
import type { Decision } from '../../src/decision.ts';
import { createObeyedDecisions, type ObeyOptions } from '../../src/process/obey-decisions.ts';

function obedient(given: Partial<ObeyOptions> = {}) {
  const done: unknown[] = [];
  const obeyed = createObeyedDecisions({
    ...{ startMicros: 100, rate: 1000 },
    setPaused: (paused) => done.push(paused ? 'pause' : 'resume'),
    setRate: (rate) => done.push(rate) > 0,
    startOver: (micros) => done.push(`clear ${micros}`),
    onFailure: (error) => done.push(error),
    ...given,
  });
  return { ...obeyed, done };
}
const decision = (kind: Decision['kind'], atMicros: number, value: string): Decision => ({
  ...{ kind, atMicros, value },
});

test('obeys each once, in the order in which they were made', () => {
  const { obey, heeds, done } = obedient();
  expect(heeds()).toBeUndefined();
  const all = [decision('rate', 130, '99'), decision('clear', 120, '2'), decision('pause', 110, 'on')];
  obey(all);
  obey(all);
  expect(done).toEqual(['pause', 'clear 120', 99]);
  expect(heeds()).toEqual({ pause: 110, clear: 120, rate: 130 });
});

test('an earlier one of a kind changes nothing', () => {
  const { obey, heeds, done } = obedient();
  obey([decision('pause', 110, 'on')]);
  obey([decision('pause', 109, 'off')]);
  expect(done).toEqual(['pause']);
  expect(heeds()).toEqual({ pause: 110 });
});

test('a pause and a rate from before the start hold, a clear asks nothing', () => {
  const { obey, heeds, done } = obedient();
  obey([decision('pause', 5, 'on'), decision('rate', 6, '250'), decision('clear', 99, '')]);
  expect(done).toEqual(['pause', 250]);
  expect(heeds()).toEqual({ pause: 5, rate: 6, clear: 99 });
  obey([decision('clear', 100, '')]);
  expect(done.at(-1)).toBe('clear 100');
});

test('no rate is that of the options', () => {
  const { obey, done } = obedient();
  obey([decision('rate', 1, '')]);
  expect(done).toEqual([1000]);
});

test('it is known to be obeyed while it is done, so that the window that it ends says so', () => {
  const seen: unknown[] = [];
  const { obey, heeds } = obedient({
    setPaused: () => seen.push(heeds()),
    setRate: () => seen.push(heeds()) > 0,
  });
  obey([decision('pause', 110, 'on'), decision('rate', 120, '99')]);
  expect(seen).toEqual([{ pause: 110 }, { pause: 110, rate: 120 }]);
});

test('a rate that cannot be changed now is not obeyed, and tried again', () => {
  let canChange = false;
  const tried: number[] = [];
  const { obey, heeds } = obedient({
    setRate(rate) {
      tried.push(rate);
      return canChange;
    },
  });
  const rate = decision('rate', 110, '99');
  obey([rate]);
  expect(heeds()).toBeUndefined();
  canChange = true;
  obey([rate]);
  obey([rate]);
  expect(tried).toEqual([99, 99]);
  expect(heeds()).toEqual({ rate: 110 });
});

test('a failure is reported, and the others are obeyed', () => {
  const failure = new Error('no');
  const { obey, done } = obedient({
    setPaused() {
      throw failure;
    },
  });
  obey([decision('pause', 110, 'on'), decision('rate', 120, '99')]);
  expect(done).toEqual([failure, 99]);
});
