import { expect, test } from 'vitest';
import { createOpenWindow } from '../../src/process/open-window.ts';

const source = { service: 'shop', version: '1', instance: 'i', pid: 1, node: '24', engine: 'e', rate: 99 };

test('after a clear no window begins before it, though the clock was set back', () => {
  const openWindow = createOpenWindow(source, [], { maxNodes: 100, maxOverhead: 1 }, () => false);
  const clearedMicros = 1000 * (Date.now() + 3_600_000);
  openWindow.clearBefore(clearedMicros);
  expect(openWindow.open().startMicros).toBe(clearedMicros);
  expect(openWindow.close().startMicros).toBe(clearedMicros);
  expect(openWindow.open()).toMatchObject({ startMicros: clearedMicros, endMicros: clearedMicros });
});

test('windows dropped for another reason do not affect later ones', () => {
  const openWindow = createOpenWindow(source, [], { maxNodes: 100, maxOverhead: 1 }, () => false);
  openWindow.forget();
  expect(openWindow.close().startMicros).toBeLessThanOrEqual(1000 * (Date.now() + 100));
});
