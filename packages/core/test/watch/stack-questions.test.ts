import { expect, test } from 'vitest';
import type { OnStack, SeenStack } from '../../src/watch/main-stack.ts';
import { createStackQuestions } from '../../src/watch/stack-questions.ts';

const stack: SeenStack = {
  stack: [{ name: 'parse', file: '/app/a.js', line: 3, column: 1 }],
  line: 4,
};
const none: SeenStack = { stack: [], line: 0 };

/** Questions to a thread that answers when the test says so. */
function start() {
  let nowMillis = 50_000;
  const open: { answer: OnStack; fail: (error: Error) => void; cancelled: boolean }[] = [];
  const seen: SeenStack[] = [];
  const failures: unknown[] = [];
  const questions = createStackQuestions({
    ask(answer, fail) {
      const question = { answer, fail, cancelled: false };
      open.push(question);
      return {
        cancel() {
          question.cancelled = true;
        },
      };
    },
    nowMillis: () => nowMillis,
    onFailure: (error) => failures.push(error),
  });
  return {
    ...{ open, seen, failures, questions },
    /** How many questions there were when it was asked to ask, after some time. */
    ask(afterMillis: number): number {
      nowMillis += afterMillis;
      questions.ask((one) => seen.push(one));
      return open.length;
    },
  };
}

test('one question at a time, however often it is told to ask', () => {
  const { ask, open, seen } = start();
  expect([ask(0), ask(200), ask(60_000)]).toEqual([1, 1, 1]);
  open[0]?.answer(stack, 1);
  expect(seen).toEqual([stack]);
});

test('without a stack it asks again at once', () => {
  const { ask, open, seen } = start();
  ask(0);
  open[0]?.answer(none, 150);
  expect([ask(100), ask(100)]).toEqual([1, 2]);
  open[1]?.answer(stack, 150);
  expect(seen).toEqual([stack]);
});

test('the more a stack costs, the longer it waits for the next, but not for ever', () => {
  const { ask, open } = start();
  ask(0);
  open[0]?.answer(stack, 1);
  expect([ask(900), ask(100)]).toEqual([1, 2]);
  open[1]?.answer(stack, 200);
  expect([ask(3_900), ask(100)]).toEqual([2, 3]);
  open[2]?.answer(stack, 60_000);
  expect([ask(9_900), ask(100)]).toEqual([3, 4]);
});

test('a block that ends before the answer ends the question, and the next has its own soon', () => {
  const { ask, open, questions } = start();
  questions.cancel();
  expect(ask(0)).toBe(1);
  questions.cancel();
  expect(open[0]?.cancelled).toBe(true);
  expect([ask(900), ask(100)]).toEqual([1, 2]);
});

test('a question that fails is said, and tried again later', () => {
  const { ask, open, failures } = start();
  ask(0);
  open[0]?.fail(new Error('no profiler'));
  expect([ask(9_900), ask(100)]).toEqual([1, 2]);
  expect(failures).toEqual([new Error('no profiler')]);
});

test('where nothing can be asked, that is said, and the caller goes on', () => {
  const failures: unknown[] = [];
  const questions = createStackQuestions({
    ask() {
      throw new Error('no inspector');
    },
    nowMillis: () => 0,
    onFailure: (error) => failures.push(error),
  });
  questions.ask(() => {});
  expect(failures).toEqual([new Error('no inspector')]);
});
