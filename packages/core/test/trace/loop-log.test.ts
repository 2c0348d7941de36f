import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '../../src/sample/scope.ts';
import { LoopLog } from '../../src/trace/loop-log.ts';

const request = {} as Scope;
let polls: number;
let idleMillis: number;
let log: LoopLog;

beforeEach(() => {
  polls = 1;
  idleMillis = 5;
  log = new LoopLog({ polls: () => polls, idleMillis: () => idleMillis });
  log.start(1_000, 1, {}, request);
});

/** The request's code runs for so long; then the loop polls, and calls its next callback after a pause. */
function nextTurn(busyMicros: number, pauseMicros: number): void {
  const leftMicros = log.turn.polledMicros + busyMicros;
  log.switchTo(undefined, leftMicros);
  polls++;
  log.enter(2, {}, request, leftMicros + pauseMicros);
  log.switchTo(request, leftMicros + pauseMicros);
}

describe('whether a poll has waited', () => {
  test('libuv says so', () => {
    idleMillis = 6;
    nextTurn(10_000, 100);
    expect(log.turn).toEqual({ polledMicros: 11_100, previousMicros: 1_000, waited: true });
  });

  test('a long pause says so, where a signal made libuv forget', () => {
    nextTurn(1_000, 900);
    expect(log.turn.waited).toBe(true);
  });

  test('a pause that is a small share of its turn was none: the machine was busy', () => {
    nextTurn(20_000, 900);
    expect(log.turn.waited).toBe(false);
  });

  test('a short pause is no wait, however short the turn', () => {
    nextTurn(50, 200);
    expect(log.turn.waited).toBe(false);
  });
});

test('without a count of polls, only a wait begins a turn', () => {
  polls = 0;
  const one = new LoopLog({ polls: () => 0, idleMillis: () => idleMillis });
  one.start(1_000, 1, {}, request);
  expect(one.isNewTurn()).toBe(false);
  idleMillis = 6;
  expect(one.isNewTurn()).toBe(true);
});

test('what ran between two moments is cut to them', () => {
  nextTurn(400, 100);
  expect(log.between(1_200, 1_700)).toEqual([
    { fromMicros: 1_200, toMicros: 1_400, scope: request },
    { fromMicros: 1_400, toMicros: 1_500, scope: undefined },
    { fromMicros: 1_500, toMicros: 1_700, scope: request },
  ]);
});
