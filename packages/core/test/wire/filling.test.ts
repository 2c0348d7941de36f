import { expect, test } from 'vitest';
import { createFilling } from '../../src/wire/filling.ts';

const source = { service: 'shop', version: '1', instance: 'i', pid: 1, node: '24', engine: 'e', rate: 99 };

test('after a clear no window begins before it, though the clock was set back', () => {
  const filling = createFilling(source, [], 100);
  const clearedMicros = 1000 * (Date.now() + 3_600_000);
  filling.clearBefore(clearedMicros);
  expect(filling.open().startMicros).toBe(clearedMicros);
  expect(filling.close().startMicros).toBe(clearedMicros);
  expect(filling.open()).toMatchObject({ startMicros: clearedMicros, endMicros: clearedMicros });
});

test('what is forgotten for another reason says nothing of later windows', () => {
  const filling = createFilling(source, [], 100);
  filling.forget();
  expect(filling.close().startMicros).toBeLessThanOrEqual(1000 * (Date.now() + 100));
});
