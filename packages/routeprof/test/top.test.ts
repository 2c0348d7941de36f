import type { ReportModel } from '@routeprof/core';
import { createFileReport, createPainter, findExportFormat } from '@routeprof/core/tools';
import { describe, expect, test } from 'vitest';
import { shopWindow } from '../../core/test/export/fixture.ts';
import { shopModel } from '../../core/test/render/fixture.ts';
import { draw } from '../src/top/draw.ts';
import { functionsState, press, queryOf, startState, type TopState } from '../src/top/state.ts';
import { newFolder } from './folder.ts';
import { runMain } from './run-main.ts';

const rows = ['GET /a', 'GET /b', 'GET /c'];
const after = (state: TopState, ...keys: readonly string[]): TopState =>
  keys.reduce((now, key) => press(now, key, rows, rows.length).state, state);

describe('keys', () => {
  test('choose a row, within the table', () => {
    expect(after(startState, 'down', 'j', 'up').selected).toBe(1);
    expect(after(startState, 'up').selected).toBe(0);
    expect(after(startState, 'pagedown').selected).toBe(2);
    expect(after(startState, 'end', 'down').selected).toBe(2);
    expect(after(startState, 'end', 'home').selected).toBe(0);
    expect(press(startState, 'down', [], 0).state.selected).toBe(0);
  });

  test('open the functions of the chosen route, and go back', () => {
    const functions = after(startState, 'down', 'return');
    expect(functions).toMatchObject({ view: 'functions', route: 'GET /b', sort: 'self', selected: 0 });
    expect(after(functions, 'return')).toBe(functions);
    expect(after(functions, 'escape')).toEqual(startState);
    expect(after(startState, 'f')).toEqual(functionsState);
    expect(press(startState, 'return', [], 0).state).toBe(startState);
  });

  test('sort forwards and backwards, around', () => {
    expect(after(startState, 's').sort).toBe('cpu/request');
    expect(after(startState, 'S').sort).toBe('route');
    expect(after(startState, 'S', 's').sort).toBe('cpu');
    expect(after(functionsState, 's').sort).toBe('total');
  });

  test('type a filter: letters are then no commands', () => {
    const typing = after(startState, '/', 'q', 's', 'é', 'x', 'backspace');
    expect(typing).toMatchObject({ typing: 'qsé', filter: '' });
    const filtered = after(typing, 'return');
    expect(filtered).toMatchObject({ typing: undefined, filter: 'qsé' });
    expect(after(typing, 'escape').filter).toBe('');
    expect(after(filtered, '/').typing).toBe('qsé');
    expect(after(filtered, 'escape').filter).toBe('');
  });

  test('quit, and open the page', () => {
    expect(press(startState, 'q', rows, 3).effect).toBe('quit');
    expect(press(startState, 'ctrl-c', rows, 3).effect).toBe('quit');
    expect(press(startState, 'o', rows, 3).effect).toBe('open');
    expect(press({ ...startState, typing: '' }, 'q', rows, 3).effect).toBeUndefined();
    expect(press(startState, 'x', rows, 3)).toEqual({ state: startState });
  });

  test('make a query that the report can answer', async () => {
    const { ask } = createFileReport(shopWindow);
    for (let state of [startState, functionsState, after(startState, '/', 'a', 'return')]) {
      // Through all sorts, and around.
      for (let turn = 0; turn < 9; turn++, state = after(state, 's')) {
        const { query } = await ask(new URLSearchParams(queryOf(state)));
        expect(query).toMatchObject({ view: state.view, sort: state.sort, filter: state.filter });
      }
    }
  });
});

describe('the screen', () => {
  const plain = createPainter(false);
  const screen = { columns: 100, rows: 24 };
  const drawn = (
    state: TopState,
    model: ReportModel,
    before?: ReportModel,
    trouble?: string,
    size = screen,
  ) => draw(state, model, before, trouble, size, plain);

  test('has as many lines as it is high, with the keys last', () => {
    for (const rows of [14, 24, 60]) {
      const lines = drawn(startState, shopModel(), undefined, undefined, { columns: 100, rows });
      expect(lines).toHaveLength(rows);
      expect(lines.at(-1)).toMatch(/Enter functions.*q quit$/);
    }
  });

  test('marks the chosen row, and scrolls to it', () => {
    const model = shopModel();
    const row = (index: number) =>
      drawn({ ...startState, selected: index }, model, undefined, undefined, {
        columns: 100,
        rows: 14,
      }).filter((line) => line.startsWith('▸'));
    model.routes.forEach(({ route }, index) => {
      expect(row(index)).toEqual([expect.stringContaining(route.slice(-6))]);
    });
  });

  test('says what has happened since the last look', () => {
    const model = shopModel();
    const { totals } = model;
    const before = {
      ...model,
      totals: {
        ...totals,
        elapsedMicros: totals.elapsedMicros - 2_000_000,
        requests: totals.requests - 500,
        cpuMicros: totals.cpuMicros - 1_000_000,
      },
    };
    const now = (earlier?: ReportModel, later = model) =>
      drawn(startState, later, earlier).find((line) => line.startsWith('now'));
    expect(now(before)).toMatch(/250 requests\/s · CPU 50\.0% of a core$/);
    expect(now()).toMatch(/…$/);
    const cleared = { ...totals, requests: 0, elapsedMicros: totals.elapsedMicros + 1 };
    expect(now(model, { ...model, totals: cleared })).toMatch(/started over$/);
    const fixed = { ...model, status: { ...model.status, fixed: true as const } };
    expect(now(before, fixed)).toBeUndefined();
    expect(drawn(startState, model).at(-1)).toContain('open in the browser');
    expect(drawn(startState, fixed).at(-1)).not.toContain('open in the browser');
  });

  test('shows trouble, and what is typed, harmless', () => {
    expect(drawn(startState, shopModel(), undefined, 'The app is gone.').at(-1)).toBe('! The app is gone.');
    const typing = drawn({ ...startState, typing: 'a\u001b[2J' }, shopModel()).at(-1);
    expect(typing).toMatch(/^filter: a/);
    expect(typing).not.toContain('\u001b');
  });
});

test('an address without its http is told from a file', async () => {
  expect(await runMain('top', 'localhost:3000/x')).toMatchObject({
    code: 2,
    error:
      'routeprof: there is no file localhost:3000/x. The address of a running app begins with http: http://localhost:3000/x.\n',
  });
});

describe('a file', () => {
  test('as text, without hints about a URL', async () => {
    const { path } = newFolder({
      'a.pb.gz': (await findExportFormat('pprof')?.write(shopWindow)) as Uint8Array,
    });
    const { code, out } = await runMain('top', path('a.pb.gz'));
    expect(code).toBe(0);
    expect(out).toMatch(/^shop 1\.2\.3 · pid 7/);
    expect(out).toMatch(/GET \/orders\/:id/);
    expect(out).not.toMatch(/URL|\?/);
  });

  test('of another tool: its functions, and no date, process or rate that it does not tell', async () => {
    const frame = (functionName: string) => ({ functionName, url: '', lineNumber: -1, columnNumber: -1 });
    const file = {
      nodes: [
        { id: 1, callFrame: frame('(root)'), children: [2] },
        { id: 2, callFrame: frame('work'), children: [] },
      ],
      startTime: 5_000,
      endTime: 8_000,
      samples: [2, 2, 1],
      timeDeltas: [0, 1_500, 1_500],
    };
    const { path } = newFolder({ 'a.cpuprofile': JSON.stringify(file) });
    const { out } = await runMain('top', path('a.cpuprofile'));
    expect(out).toMatch(/^routeprof\nmeasured 3\.00 ms/);
    expect(out).toMatch(/Functions, by self CPU/);
    expect(out).toMatch(/3\.00 ms .* work/);
    expect(out).not.toMatch(/1970|pid|Hz|engine/);
  });
});
