import { IncomingMessage } from 'node:http';
import { inspect, isDeepStrictEqual } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createNotes } from '../../src/register/frameworks/notes.ts';

interface Context {
  readonly request: IncomingMessage;
}

const request = (): IncomingMessage => new IncomingMessage(null as never);

setFlagsFromString('--expose-gc');
const collect: (options?: { readonly type: 'minor' }) => void = runInNewContext('gc');

/** The share of the memory of requests, each kept with a value that leads back to it, that minor collections leave. */
function shareLeft(keep: (request: IncomingMessage, context: Context) => void): number {
  const [count, words] = [500, 1_000];
  const heapBytes = (): number => {
    for (let i = 0; i < 3; i++) collect({ type: 'minor' });
    return process.memoryUsage().heapUsed;
  };
  collect();
  const before = heapBytes();
  for (let i = 0; i < count; i++) {
    const made = Object.assign(request(), { body: new Array(words).fill(i) });
    keep(made, { request: made });
  }
  return (heapBytes() - before) / (count * words * 8);
}

test('minor collections take a request that leads to itself by its note', () => {
  const notes = createNotes<IncomingMessage, Context>();
  expect(shareLeft(notes.set)).toBeLessThan(0.1);
});

test('minor collections leave a request that leads to itself by an old WeakMap', () => {
  const map = new WeakMap<object, unknown>();
  const lasting = Array.from({ length: 5_000 }, () => ({}));
  for (const key of lasting) map.set(key, undefined);
  // A major collection may come at any time, and takes them.
  const shares = Array.from({ length: 5 }, () => shareLeft((made, context) => map.set(made, context)));
  expect(Math.max(...shares)).toBeGreaterThan(0.9);
  expect(lasting).toHaveLength(5_000);
});

test('the last value counts, and each kind of notes has its own', () => {
  const [some, others] = [createNotes<object, string>(), createNotes<object, string>()];
  const made = request();
  expect(some.of(made)).toBeUndefined();
  some.set(made, 'first');
  some.set(made, 'last');
  others.set(made, 'other');
  expect([some.of(made), others.of(made)]).toEqual(['last', 'other']);
  expect(some.of(request())).toBeUndefined();
});

test.each([Object.freeze, Object.seal, Object.preventExtensions])('a request after Object.%o', (close) => {
  const notes = createNotes<object, string>();
  const made = close(request());
  notes.set(made, 'value');
  expect(notes.of(made)).toBe('value');
});

test('a value that cannot have a note is left alone', () => {
  const notes = createNotes<object, string>();
  expect(() => notes.set('no object' as never, 'value')).not.toThrow();
});

test('the note is not visible on the request', () => {
  const notes = createNotes<object, object>();
  const [plain, made] = [request(), request()];
  notes.set(made, { secret: true });
  expect(Reflect.ownKeys(made)).toEqual(Reflect.ownKeys(plain));
  expect(inspect(made, { showHidden: true })).not.toContain('secret');
  expect(isDeepStrictEqual({ ...made }, { ...plain })).toBe(true);
});
