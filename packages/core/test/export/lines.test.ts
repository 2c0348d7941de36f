import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readProfile } from '../../src/export/read-profile.ts';
import { selectWindow } from '../../src/export/select-window.ts';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprof, writePprofNow } from '../../src/pprof/write-pprof.ts';
import type { ReportModel } from '../../src/presentation/model/report.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { withUsedFrames } from '../../src/profile/used-frames.ts';
import type { Window } from '../../src/profile/window.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { renderText } from '../../src/render/text.ts';
import type { ReadSource } from '../../src/source-code/source-positions.ts';
import {
  cartLines,
  type LineAmounts,
  lineCode,
  lineCpuProfile,
  lineProfile,
  priceLines,
} from '../fixtures/line-profiles.ts';
import { toolProfiles } from '../fixtures/tool-profiles.ts';
import { profileOf } from '../report/ask.ts';
import { headField, partsOf, statisticsField } from './version-one.ts';

const file = '/app/shop.js';
const readFile: ReadSource = async (_, position) => (position.file === file ? lineCode : 'It is not here.');

const price = `price ${file}:1`;
const cart = `cart ${file}:6`;
const micros = 1_000;

async function ask(window: Window, id: string, more: Record<string, string> = {}): Promise<ReportModel> {
  const query = new URLSearchParams({ view: 'source', function: id, full: '1', ...more });
  const model = await profileOf([window], readFile)(query.toString());
  return { ...model, status: { ...model.status, fixed: true } };
}

/** Times in milliseconds, or the amounts of another measure. */
async function linesIn(window: Window, id: string, more: Record<string, string> = {}) {
  const { lineRows, measure } = await ask(window, id, more);
  const unit = measure === undefined ? micros : 1;
  return lineRows?.map(({ line, selfCpuMicros, totalCpuMicros }): LineAmounts => {
    return { line, self: selfCpuMicros / unit, total: totalCpuMicros / unit };
  });
}

describe('a pprof profile that tells lines', () => {
  const read = readPprof(lineProfile(file));

  test('has what each line has, by itself and with its calls, a recursion once', async () => {
    expect(await linesIn(await read, price)).toEqual(priceLines);
    expect(await linesIn(await read, cart)).toEqual(cartLines);
  });

  test('has it by route', async () => {
    expect(await linesIn(await read, price, { route: 'POST /cart' })).toEqual([
      { line: 2, self: 5, total: 5 },
      { line: 3, self: 13, total: 13 },
    ]);
    expect(await linesIn(await read, cart, { route: 'GET /cart' })).toEqual([
      { line: 7, self: 0, total: 70 },
      { line: 8, self: 0, total: 7 },
    ]);
  });

  test('has it in the measure that is chosen', async () => {
    expect(await linesIn(await read, cart, { measure: 'alloc_space' })).toEqual([
      { line: 7, self: 0, total: 1024 * (50 + 20 + 2) },
      { line: 8, self: 0, total: 1024 * (7 + 5 + 13 + 3) },
      { line: 9, self: 1024 * 12, total: 1024 * 12 },
    ]);
  });

  test('keeps it in a copy, also among other frames, and adds it up', async () => {
    const window = await read;
    const copy = await readPprof(await writePprof(window));
    expect(await linesIn(copy, price)).toEqual(priceLines);
    expect(await linesIn(copy, cart, { measure: 'alloc_space' })).toEqual(
      await linesIn(window, cart, { measure: 'alloc_space' }),
    );
    const [, other] = toolProfiles;
    const more = await readPprof(other?.bytes as Uint8Array);
    const merged = mergeWindows([copy, more, window]);
    const twice = priceLines.map(({ line, self, total }) => ({ line, self: 2 * self, total: 2 * total }));
    expect(await linesIn(merged, price, { measure: 'cpu' })).toEqual(twice);
    const turned = mergeWindows([window, mergeWindows([more, copy])]);
    expect(await writePprof(turned)).toEqual(await writePprof(merged));
    const pruned = mergeWindows([window, more], 2);
    // Its calls are gone, and with them the frames of its trees.
    expect(await linesIn(withUsedFrames(pruned), price, { measure: 'cpu' })).toEqual(priceLines);
    expect(pruned.routes.flatMap(({ tree }) => tree.lines?.line.length ?? [])).toEqual([4, 4]);
  });

  test('keeps it in a selection, but for lines of what a source map has moved, and for a filter', async () => {
    const window = mergeWindows([await read]);
    const all = { route: '', filter: undefined };
    const route = await selectWindow(window, window.frames, { ...all, route: 'POST /cart' });
    expect(await linesIn(route, price)).toEqual(await linesIn(await read, price, { route: 'POST /cart' }));
    const moved = window.frames.map((frame) =>
      frame.name === 'cart' ? { ...frame, file: '/app/shop.ts' } : frame,
    );
    const selected = await selectWindow(window, moved, all);
    expect(await linesIn(selected, price)).toEqual(priceLines);
    expect(await linesIn(selected, 'cart /app/shop.ts:6')).toEqual([]);
    const filtered = await selectWindow(window, window.frames, { ...all, filter: () => true });
    expect(await linesIn(filtered, price)).toBeUndefined();
  });

  test('shows it beside the code, or without it where there is none', async () => {
    const block = (text: string) =>
      text.slice(text.indexOf('self CPU  total CPU'), text.indexOf('\n\nlines 1'));
    const shown = `self CPU  total CPU
   1                       function price(item) {
   2                         let sum = 0;
   3                         for (const part of item) sum += part;
   4                         return item.length > 9 ? price(item.slice(9)) : sum;
   5                       }
>  6                       function cart(items) {
   7              70.0 ms    const all = items.map(price);
   8              25.0 ms    const more = items.map(price);
   9   11.0 ms    11.0 ms    return all.concat(more);
  10                       }`;
    const model = await ask(await read, cart);
    expect(block(renderText(model))).toBe(shown);
    expect(renderMarkdown(model)).toContain(shown);
    expect(renderText(model)).toContain('\nSelf counts samples that ended in the line; total includes');
    const gone = await ask(await readPprof(lineProfile('/gone/shop.js')), 'cart /gone/shop.js:6');
    expect(renderText(gone)).toContain(`
self CPU  total CPU  line
            70.0 ms  /gone/shop.js:7
            25.0 ms  /gone/shop.js:8
 11.0 ms    11.0 ms  /gone/shop.js:9
`);
    expect(renderText(gone)).toContain('\n3 lines without their code\n');
  });
});

describe('a .cpuprofile', () => {
  const read = async (change: (file: ReturnType<typeof lineCpuProfile>) => unknown = (all) => all) =>
    await readProfile(Buffer.from(JSON.stringify(change(lineCpuProfile(file)))));

  test('has each line’s share of its function’s time, to the microsecond; calls are of no line', async () => {
    const window = await read();
    expect(await linesIn(window, `price ${file}:1:1`)).toEqual([
      { line: 3, self: 3.001, total: 3.001 },
      { line: 4, self: 1, total: 1 },
    ]);
    expect(await linesIn(window, `cart ${file}:6:1`)).toEqual([{ line: 9, self: 1, total: 1 }]);
  });

  test('that is damaged says so', async () => {
    const broken = [[{ line: -1, ticks: 1 }], [{ line: 3 }], [7], { line: 3, ticks: 1 }];
    for (const positionTicks of broken) {
      const damaged = read((all) => ({
        ...all,
        nodes: all.nodes.map((node) => ({ ...node, positionTicks })),
      }));
      await expect(damaged).rejects.toThrow('the "positionTicks" of node 1 are not lines with numbers');
    }
  });
});

describe('a profile that tells no lines', () => {
  test('says so, whichever kind it is', async () => {
    for (const { bytes, tool } of toolProfiles) {
      const model = await ask(await readPprof(bytes), 'make /app/make.x:7');
      expect(model.lineRows, tool).toBeUndefined();
    }
    const window = await readPprof(lineProfile(file));
    const routes = window.routes.map(({ tree: { lines: _, ...tree }, ...row }) => ({ ...row, tree }));
    const model = await ask({ ...window, routes }, cart);
    expect(model.lineRows).toBeUndefined();
    expect(renderText(model)).toContain(
      '\nTime per line is not known: neither engine can give it per route,',
    );
  });
});

test('lines of our own file that are damaged are refused, those of what it does not have are left out', async () => {
  const copy = (change: (lines: LinesJson) => void) =>
    changeStatistics(writePprofNow(mergeWindows([window])), change);
  const window = await readPprof(lineProfile(file));
  const bad: readonly ((lines: LinesJson) => void)[] = [
    ([one]) => void (one!.functions[0]!.lines = [0, 7, 8]),
    ([one]) => void (one!.functions[0]!.self = []),
    ([one]) => void (one!.functions[0]!.self = [[1]]),
    ([one]) => void (one!.functions[0]!.total[0]![0] = -1),
  ];
  for (const change of bad) await expect(readPprof(copy(change))).rejects.toThrow('statistics are damaged');
  const without = await readPprof(
    copy((lines) => {
      for (const one of lines) one.functions = one.functions.filter(({ name }) => name !== 'cart');
      for (const one of lines) one.functions.push(...one.functions.map((of) => ({ ...of, name: 'gone' })));
      lines.push({ ...lines[0]!, row: 'GET /gone' }, { ...lines[0]!, tree: 'gone' });
    }),
  );
  expect(await linesIn(without, price)).toEqual(priceLines);
  expect(await linesIn(without, cart)).toEqual([]);
});

type LinesJson = {
  row: string;
  tree: string;
  functions: { name: string; lines: number[]; self: number[][]; total: number[][] }[];
}[];

function changeStatistics(bytes: Uint8Array, change: (lines: LinesJson) => void): Uint8Array {
  const { head, statistics, rest } = partsOf(bytes);
  const given = JSON.parse(statistics) as { lines: LinesJson };
  change(given.lines);
  return gzipSync(Buffer.concat([headField(head), rest, statisticsField(JSON.stringify(given))]));
}
