import { describe, expect, test } from 'vitest';
import { createOpenWindow } from '../../src/process/open-window.ts';
import { RequestLog } from '../../src/record/request-log.ts';
import { createRouteTable } from '../../src/record/route-table.ts';
import { countTurns } from '../fixtures/turns.ts';

const source = { service: 'shop', version: '1', instance: 'i', pid: 1, node: '24', engine: 'e', rate: 99 };
const options = { maxNodes: 100, maxOverhead: 1 };

test('after a clear no window begins before it, though the clock was set back', async () => {
  const openWindow = createOpenWindow(
    () => source,
    [],
    options,
    () => false,
  );
  const clearedMicros = 1000 * (Date.now() + 3_600_000);
  openWindow.clearBefore(clearedMicros);
  expect((await openWindow.copy()).startMicros).toBe(clearedMicros);
  expect(openWindow.close().startMicros).toBe(clearedMicros);
  expect(await openWindow.copy()).toMatchObject({ startMicros: clearedMicros, endMicros: clearedMicros });
});

test('windows dropped for another reason do not affect later ones', () => {
  const openWindow = createOpenWindow(
    () => source,
    [],
    options,
    () => false,
  );
  openWindow.forget();
  expect(openWindow.close().startMicros).toBeLessThanOrEqual(1000 * (Date.now() + 100));
});

describe('a copy', () => {
  const count = 40_000;

  /** A window so large that it is not copied in one turn, on any machine: `asked` counts its requests. */
  function large() {
    const routes = createRouteTable(count);
    for (let i = 0; i < count; i++) routes.named('GET', `/r/${i}`);
    const openWindow = createOpenWindow(
      () => source,
      routes.entries,
      options,
      () => false,
    );
    const ask = (id: number): void => {
      const log = new RequestLog(1);
      log.add(id, 200, false, 10, 1);
      openWindow.addRequests(log);
    };
    for (const { id } of routes.entries) ask(id);
    return { openWindow, ask };
  }
  const requestsIn = ({ routes }: { readonly routes: readonly { readonly requests: number }[] }): number =>
    routes.reduce((sum, { requests }) => sum + requests, 0);

  test('is of the moment when it was asked for, whatever is added meanwhile', async () => {
    const { openWindow, ask } = large();
    const copying = openWindow.copy();
    ask(0);
    ask(count - 1);
    const first = await copying;
    expect(requestsIn(first)).toBe(count);
    const second = await openWindow.copy();
    expect(requestsIn(second)).toBe(count + 2);
    expect(second.endMicros).toBeGreaterThanOrEqual(first.endMicros);
  });

  test('is made in several turns, and once for all that ask meanwhile', async ({ onTestFinished }) => {
    const { openWindow } = large();
    const turns = countTurns(onTestFinished);
    const copying = openWindow.copy();
    expect(openWindow.copy()).toBe(copying);
    await copying;
    expect(turns.number).toBeGreaterThan(1);
  });

  test.each([
    ['closed', (openWindow: ReturnType<typeof createOpenWindow>) => void openWindow.close()],
    ['forgotten', (openWindow: ReturnType<typeof createOpenWindow>) => openWindow.forget()],
  ])('is whole though the window is %s meanwhile', async (_what, end) => {
    const { openWindow } = large();
    const copying = openWindow.copy();
    end(openWindow);
    expect(requestsIn(await copying)).toBe(count);
    expect(requestsIn(await openWindow.copy())).toBe(0);
  });
});
