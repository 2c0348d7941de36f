import { Profile, StringTable } from 'pprof-format';
import { describe, expect, test } from 'vitest';
import { createFileReport } from '../../src/answers/file-report.ts';
import { exportFormats } from '../../src/export/formats.ts';
import { readProfile } from '../../src/export/read-profile.ts';
import { selectWindow } from '../../src/export/select-window.ts';
import { writeExport } from '../../src/export/write-export.ts';
import { writePprofNow } from '../../src/pprof/write-pprof.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { QueryError } from '../../src/query/query-error.ts';
import { createFilter } from '../../src/selection/filter.ts';
import { type AmountsOf, type ToolProfile, toolProfiles } from '../fixtures/tool-profiles.ts';

const { self, total } = { self: { main: 1, make: 20, copy: 8 }, total: { main: 29, make: 25, copy: 8 } };

async function answer(bytes: Uint8Array, query: string): Promise<string> {
  const { handle } = createFileReport(await readProfile(bytes));
  const response = await handle({
    method: 'GET',
    url: `/?${query}`,
    headers: { host: 'localhost' },
    peer: '127.0.0.1',
    raw: undefined,
  });
  expect(response?.status, String(response?.body)).toBe(200);
  return Buffer.from(response?.body ?? '').toString();
}

/** Of each function, by name. */
async function amountsOf(bytes: Uint8Array, query: string) {
  const report = JSON.parse(await answer(bytes, `format=json&view=functions&${query}`));
  const by = (key: string) =>
    Object.fromEntries(
      report.functions.map((row: Record<string, unknown>) => [row.name, row[key]]),
    ) as AmountsOf['self'];
  return { report, by };
}

/** A measure that our sampler counts, as our names: times are microseconds. */
const isWork = ({ measure: { name } }: AmountsOf) => /^(?:samples?|cpu|wall)$/.test(name);

describe.each(toolProfiles)('a profile of $tool', ({ bytes, shown, isCpu, amounts }: ToolProfile) => {
  const own = amounts.find(({ measure }) => measure.name === shown.name) as AmountsOf;

  test('opens with its own measure', async () => {
    const { report, by } = await amountsOf(bytes, '');
    if (isCpu) {
      expect(report.measure).toBeUndefined();
      expect(by('selfCpuMicros')).toEqual(inMicros(own.self));
      return;
    }
    expect(report.measure).toEqual(shown);
    const scale = shown.unit === 'microseconds' ? inMicros : (same: AmountsOf['self']) => same;
    expect(by('self')).toEqual(scale(own.self));
    expect(by('total')).toEqual(scale(own.total));
    expect(by('selfCpuMicros')).toEqual({ main: 0, make: 0, copy: 0 });
    const sum = own.self.main + own.self.make + own.self.copy;
    const whole = shown.unit === 'microseconds' ? sum / 1000 : sum;
    expect([report.scope.amount, report.totals.amount]).toEqual([whole, whole]);
  });

  test('shows each of its measures in every view, before and after a copy', async () => {
    const others = amounts.filter(
      (one) => !isWork(one) || amounts.every((each) => !/^(?:cpu|wall)$/.test(each.measure.name)),
    );
    const copy = writePprofNow(await readProfile(bytes));
    for (const one of others.length > 1 ? others : []) {
      for (const file of [bytes, copy]) {
        const query = `measure=${encodeURIComponent(`${one.measure.name}/${one.measure.unit}`)}`;
        const { report, by } = await amountsOf(file, query);
        expect(report.measure).toEqual(one.measure);
        expect(report.measures).toHaveLength(others.length);
        expect(by('self')).toEqual(one.self);
        expect(by('total')).toEqual(one.total);
        const { flame } = JSON.parse(await answer(file, `format=json&view=flame&${query}`));
        expect(sumOf(flame.amount)).toBe(sumOf(Object.values(one.self)));
        expect(sumOf(flame.cpuMicros)).toBe(0);
        const { pivot } = JSON.parse(
          await answer(
            file,
            `format=json&view=pivot&function=${encodeURIComponent('make /app/make.x:7')}&${query}`,
          ),
        );
        expect(pivot.function).toMatchObject({ self: one.self.make, total: one.total.make });
        expect(pivot.callees[0].total).toBe(one.total.make - one.self.make);
      }
    }
  });

  test('is shown in its unit, as text and Markdown', async () => {
    for (const format of ['text', 'markdown'])
      for (const view of ['routes', 'functions', 'flame', 'callers', 'callees']) {
        const text = await answer(bytes, `format=${format}&view=${view}`);
        expect(text).not.toMatch(/NaN|undefined/);
        if (!isCpu) {
          // Markdown has its own marks escaped.
          expect(text.replaceAll('\\', '')).toContain(shown.name);
          expect(text).not.toMatch(/CPU|total loop|on loop/);
        }
      }
  });

  test('is exported by its own measure in every format', async () => {
    const window = await readProfile(bytes);
    const sum = sumOf(Object.values(own.self));
    const whole = isCpu || shown.unit === 'microseconds' ? sum / 1000 : sum;
    for (const format of exportFormats) {
      const content = await writeExport(format, window, '');
      if (format.name === 'pprof') {
        const { report, by } = await amountsOf(content as Uint8Array, '');
        expect([report.measure?.name ?? 'cpu', by(isCpu ? 'totalCpuMicros' : 'total').main]).toEqual([
          shown.name,
          whole,
        ]);
      } else if (format.name === 'folded') {
        const lines = String(content).trim().split('\n');
        expect(sumOf(lines.map((line) => Number(line.split(' ').at(-1))))).toBe(whole);
      } else if (format.name === 'speedscope') {
        const { profiles } = JSON.parse(String(content));
        expect(sumOf(profiles.map((one: { endValue: number }) => one.endValue))).toBe(whole);
        const unit = isCpu ? 'microseconds' : shown.unit === 'count' ? 'none' : shown.unit;
        expect(profiles[0].unit).toBe(unit);
      } else if (format.name === 'callgrind') {
        expect(String(content)).toMatch(new RegExp(`^totals: ${whole}\\b`, 'm'));
        const event = isCpu ? 'Cpu_us Wall_us Samples' : shown.name.replaceAll('-', '_');
        expect(String(content)).toMatch(new RegExp(`^events: ${event}$`, 'm'));
      } else {
        const { startTime, endTime } = JSON.parse(String(content));
        expect(endTime - startTime).toBe(shown.unit === 'nanoseconds' ? whole / 1000 : whole);
      }
    }
  });

  test('is added up', async () => {
    const window = await readProfile(bytes);
    const both = writePprofNow(mergeWindows([window, window]));
    const { by } = await amountsOf(both, '');
    const { by: once } = await amountsOf(bytes, '');
    const key = isCpu ? 'totalCpuMicros' : 'total';
    expect(by(key).main).toBe(2 * once(key).main);
  });
});

test('a missing measure is reported, and nothing else is exported instead', async () => {
  const [heap] = toolProfiles as [ToolProfile];
  const text = await answer(heap.bytes, 'format=text&measure=delay');
  expect(text).toContain('This profile does not have the measure delay: it shows inuse_space.');
  expect(text).toContain('also measured: measure=alloc_objects, measure=alloc_space, measure=inuse_objects');
  const [, folded] = [exportFormats[0], exportFormats.at(-1)];
  await expect(writeExport(folded as never, await readProfile(heap.bytes), 'delay')).rejects.toThrow(
    QueryError,
  );
  await expect(writeExport(folded as never, await readProfile(heap.bytes), 'delay')).rejects.toThrow(
    'It has: alloc_objects, alloc_space, inuse_objects, inuse_space.',
  );
});

test('a heap profile of V8 opens by bytes, with its samples', async () => {
  const node = (id: number, functionName: string, selfSize: number, children: unknown[] = []) => ({
    id,
    callFrame: {
      functionName,
      scriptId: '1',
      url: `file:///app/${functionName}.js`,
      lineNumber: 6,
      columnNumber: 0,
    },
    selfSize,
    children,
  });
  const head = node(1, 'main', 1, [node(2, 'make', 20, [node(3, 'copy', 5)]), node(4, 'copy', 3)]);
  const samples = [2, 2, 3, 4].map((nodeId, ordinal) => ({ size: 7, nodeId, ordinal }));
  const bytes = Buffer.from(JSON.stringify({ head, samples }));
  const { report, by } = await amountsOf(bytes, '');
  expect(report.measure).toEqual({ name: 'space', unit: 'bytes' });
  // The first node is the root, which has no function of its own.
  expect(by('self')).toEqual({ make: self.make, copy: self.copy });
  expect(by('total')).toEqual({ make: total.make, copy: total.copy });
  expect(by('samples')).toEqual({ make: 2, copy: 2 });
  expect(report.totals.amount).toBe(29);
  for (const broken of [
    { head: { ...head, children: [7] }, samples },
    { head, samples: [{ nodeId: 99 }] },
    { head: node(1, 'main', -1), samples: [] },
  ]) {
    const read = readProfile(Buffer.from(JSON.stringify(broken)));
    await expect(read).rejects.toThrow(/^This \.heapprofile is damaged: .*\. Save the profile again\.$/);
  }
});

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Times of CPU and on the loop are microseconds here. */
function inMicros(amounts: AmountsOf['self']): AmountsOf['self'] {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, nanos]) => [name, nanos / 1000]),
  ) as AmountsOf['self'];
}

/** A profile of one sample each, with these types. */
function profileOf(
  types: readonly (readonly [string, string])[],
  stacks: readonly {
    readonly path: readonly string[];
    readonly values: readonly (number | bigint)[];
    readonly route?: string;
  }[],
): Uint8Array {
  const strings = new StringTable();
  const text = (value: string): number => strings.dedup(value);
  const names = [...new Set(stacks.flatMap(({ path }) => path))];
  return new Profile({
    sampleType: types.map(([type, unit]) => ({ type: text(type), unit: text(unit) })),
    function: names.map((name, i) => ({ id: i + 1, name: text(name) })),
    location: names.map((_, i) => ({ id: i + 1, line: [{ functionId: i + 1 }] })),
    sample: stacks.map(({ path, values, route }) => ({
      locationId: [...path].reverse().map((name) => names.indexOf(name) + 1),
      value: [...values],
      label: route === undefined ? [] : [{ key: text('route'), str: text(route) }],
    })),
    stringTable: strings,
  }).encode();
}

test('CPU time alone is enough for every function, and for every export', async () => {
  const bytes = profileOf([['cpu', 'nanoseconds']], [{ path: ['f', 'g'], values: [7_000] }]);
  expect((await amountsOf(bytes, '')).by('selfCpuMicros')).toEqual({ f: 0, g: 7 });
  for (const format of exportFormats.slice(1)) {
    const text = String(await writeExport(format, await readProfile(bytes), ''));
    expect(text, format.name).toMatch(/\bg\b/);
    expect(text, format.name).toMatch(/\b7\b/);
  }
});

test('with only wall time, garbage collection has its share', async () => {
  const stacks = [
    { path: ['(garbage collector)'], values: [5_000] },
    { path: ['f'], values: [10_000] },
  ];
  const bytes = profileOf([['wall', 'nanoseconds']], stacks);
  const { report } = await amountsOf(bytes, '');
  expect([report.measure.name, report.totals.amount, report.scope.amount]).toEqual(['wall', 15, 15]);
});

test('amounts beyond what a number holds exactly are read, and keep their size', async () => {
  const bytes = profileOf([['delay', 'nanoseconds']], [{ path: ['f'], values: [10n ** 17n] }]);
  const copy = writePprofNow(await readProfile(bytes));
  for (const file of [bytes, copy]) expect((await amountsOf(file, '')).by('self')).toEqual({ f: 1e17 });
});

test('names and units with control characters or markup have no effect', async () => {
  const type = ['<img src=x>@team', 'x|<b>\u001b[2J\n'] as const;
  const bytes = profileOf([type], [{ path: ['f'], values: [3] }]);
  for (const view of ['routes', 'functions', 'callers', 'callees', 'flame']) {
    const text = await answer(bytes, `format=text&view=${view}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there.
    expect(text).not.toMatch(/\u001b/);
    const markdown = await answer(bytes, `format=markdown&view=${view}`);
    expect(markdown.replace(/`[^`]*`|<code>.*?<\/code>/g, '')).not.toMatch(/(?<!\\)<(?:img|b)|(?<!\\)@team/);
  }
});

test('another measure has no column for time on the loop, even when sorted by it', async () => {
  const [heap] = toolProfiles as [ToolProfile];
  const text = await answer(heap.bytes, 'format=text&view=callers&sort=total-wall');
  expect(text.split('\n').find((line) => line.includes('function, then'))).not.toMatch(/loop/);
});

test('a tree that only some rows have does not appear in others, whatever its name', async () => {
  const bytes = profileOf(
    [['space', 'bytes']],
    [
      { path: ['f'], values: [3], route: 'GET /a' },
      { path: ['g'], values: [4] },
    ],
  );
  const window = await readProfile(bytes);
  const [row] = window.routes;
  const renamed = {
    ...window,
    routes: [{ ...row, others: { constructor: row?.others?.imported } }],
  } as never;
  const merged = mergeWindows([renamed, window]);
  const { ask } = createFileReport(merged);
  expect((await ask(new URLSearchParams('measure=space'))).measures).toHaveLength(2);
  const filtered = await selectWindow(window, window.frames, { route: '', filter: await createFilter('g') });
  expect(filtered.routes[0]?.others).toBeUndefined();
  expect(filtered.runtime.others?.imported?.measures).toEqual([{ name: 'space', unit: 'bytes' }]);
});

test('wall time can be exported by itself', async () => {
  const bytes = profileOf(
    [
      ['cpu', 'nanoseconds'],
      ['wall', 'nanoseconds'],
    ],
    [{ path: ['f'], values: [2_000, 9_000] }],
  );
  const folded = exportFormats.at(-1) as (typeof exportFormats)[number];
  expect(await writeExport(folded, await readProfile(bytes), 'wall')).toMatch(/f 9\n$/);
  expect(await writeExport(folded, await readProfile(bytes), '')).toMatch(/f 2\n$/);
});

test('a part is exported by the measure of the whole, as its report is', async () => {
  const bytes = profileOf(
    [
      ['cpu', 'nanoseconds'],
      ['space', 'bytes'],
    ],
    [
      { path: ['f'], values: [2_000, 0], route: 'GET /cpu' },
      { path: ['g'], values: [0, 7], route: 'GET /space' },
    ],
  );
  const window = await readProfile(bytes);
  const folded = exportFormats.at(-1) as (typeof exportFormats)[number];
  const routeOf = async (route: string, measure: string) => {
    const part = await selectWindow(window, window.frames, { route, filter: undefined });
    return await writeExport(folded, part, measure, window);
  };
  expect(await routeOf('GET /cpu', '')).toMatch(/f 2\n$/);
  expect(await routeOf('GET /space', 'space')).toMatch(/g 7\n$/);
  // It has none of it.
  expect(await routeOf('GET /space', '')).toBe('');
  expect(await routeOf('GET /cpu', 'space')).toBe('');
  await expect(routeOf('GET /cpu', 'delay')).rejects.toThrow('It has: cpu, space.');
});

test('samples may be asked for by the name that some tools give them', async () => {
  const [tool] = toolProfiles.filter(({ tool: name }) => name.startsWith('dd-trace')) as [ToolProfile];
  for (const name of ['sample', 'samples', 'sample/count']) {
    const { ask } = createFileReport(await readProfile(tool.bytes));
    const { measure, missingMeasure } = await ask(new URLSearchParams({ measure: name }));
    expect([measure?.unit, missingMeasure]).toEqual(['count', undefined]);
  }
});
