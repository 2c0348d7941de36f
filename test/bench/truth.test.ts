import { expect, test } from 'vitest';
import type { Stack } from '../../bench/src/peers/read/stacks.ts';
import { judge } from '../../bench/src/truth/judge.ts';
import { knownFunctions, knownRouteOf } from '../../bench/src/truth/known.ts';

/** 100 ms of each function. */
const burnt = Object.fromEntries(knownFunctions.map(({ name }) => [name, 100_000]));

function stack(name: string, routes: readonly string[], millis: number, samples = 10): Stack {
  return { functions: ['clock', name, 'handler'], routes, samples, micros: millis * 1_000 };
}

test('a tool that has all has no errors', () => {
  const all = knownFunctions.map(({ name, route }) => stack(name, [`GET /${route}/:id`], 100));
  const judged = judge([...all, stack('unknown', [], 500)], burnt);
  expect(judged.samples).toBe(60);
  expect(judged.totalError).toBeCloseTo(0);
  for (const { error } of [...judged.functions, ...(judged.routes ?? [])]) expect(error).toBeCloseTo(0);
  expect(judged.filed?.timer).toEqual({ own: 1, shared: 0, other: 0, none: 0 });
});

test('an error is that of a share, so that a rate alone is none', () => {
  const judged = judge(
    knownFunctions.map(({ name, route }) => stack(name, [`/${route}/1`], name === 'longBefore' ? 150 : 50)),
    burnt,
  );
  const errorOf = (wanted: string) => judged.functions.find(({ name }) => name === wanted)?.error;
  expect(judged.totalError).toBeCloseTo(400 / 600 - 1);
  expect(errorOf('longBefore')).toBeCloseTo(150 / 400 / (1 / 6) - 1);
  expect(errorOf('shortBefore')).toBeCloseTo(50 / 400 / (1 / 6) - 1);
  expect(judged.routes?.map(({ error }) => error)).toEqual([
    expect.closeTo(150 / 400 / 0.5 - 1),
    expect.closeTo(250 / 400 / 0.5 - 1),
  ]);
});

test('what is filed under no route, another one, or several, is told apart by the moment', () => {
  const judged = judge(
    [
      stack('shortBefore', ['GET /short/:id'], 100),
      stack('longBefore', ['GET /long/:id', 'GET /waits/:id'], 100),
      stack('shortAfterPromise', ['GET /waits/:id'], 100),
      stack('longAfterPromise', [], 100),
      stack('shortAfterTimer', ['a middleware of its own'], 100),
      stack('longAfterTimer', ['* /long/1'], 100),
    ],
    burnt,
  );
  expect(judged.filed?.before).toEqual({ own: 0.5, shared: 0.5, other: 0, none: 0 });
  expect(judged.filed?.promise).toEqual({ own: 0, shared: 0, other: 0.5, none: 0.5 });
  expect(judged.filed?.timer).toEqual({ own: 0.5, shared: 0, other: 0.5, none: 0 });
});

test('a tool without time is judged by its samples, and one without routes by its functions alone', () => {
  const judged = judge(
    knownFunctions.map(({ name }, i) => stack(name, [], 0, i === 0 ? 20 : 10)),
    burnt,
  );
  expect(judged.totalError).toBeUndefined();
  expect(judged.functions[0]?.error).toBeCloseTo(20 / 70 / (1 / 6) - 1);
  expect(judged.routes).toBeUndefined();
  expect(judged.filed).toBeUndefined();
});

test('a route is known by its pattern and by its URL', () => {
  expect(['GET /long/:id', '* /long/17', '/long/:id', 'GET /other', 'long'].map(knownRouteOf)).toEqual([
    'long',
    'long',
    'long',
    undefined,
    undefined,
  ]);
});
