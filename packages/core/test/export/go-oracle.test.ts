import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createFileReport } from '../../src/answers/file-report.ts';
import type { ReportModel } from '../../src/index.ts';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprof } from '../../src/pprof/write-pprof.ts';
import { lineCode, lineProfile } from '../fixtures/line-profiles.ts';
import { toolProfiles } from '../fixtures/tool-profiles.ts';
import { createGoPprof, type GoPprof, type TopRow } from './go-pprof.ts';
import { type Shop, startShop } from './shop-process.ts';

let pprof: GoPprof;
let shop: Shop;
let profile: Uint8Array;
const recordedMillis = 1_500;

beforeAll(async () => {
  // Installs Go first if it is missing.
  pprof = await createGoPprof();
  shop = await startShop();
  // The first report and download load their code. Node reads TypeScript by WebAssembly, whose files pprof writes otherwise.
  await report('view=functions');
  await download('');
  await fetch(`${shop.report}clear`, { method: 'POST' });
  await shop.loadDuring(new Promise((resolve) => setTimeout(resolve, recordedMillis)));
  // The report and the downloads are then of the same profile.
  await fetch(`${shop.report}pause`, { method: 'POST' });
  profile = await download('');
}, 360_000);

afterAll(async () => {
  await shop?.stop();
  await pprof?.remove();
});

async function download(query: string): Promise<Uint8Array> {
  const answer = await fetch(`${shop.report}?format=pprof&${query}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; filename="routeprof-shop-[\w.-]+"$/,
  );
  return new Uint8Array(await answer.arrayBuffer());
}

/** With all frames, as exports have them. */
async function report(query: string): Promise<ReportModel> {
  const answer = await fetch(`${shop.report}?format=json&full=1&fold=0&limit=100000&${query}`);
  return await (answer.json() as Promise<ReportModel>);
}

type Weight = 'Samples' | 'CpuMicros' | 'WallMicros';

/** The functions view as pprof would show it; equal names at one line are one there. */
function tableOf({ functions }: ReportModel, weight: Weight): Map<string, TopRow> {
  const rows = new Map<string, TopRow>();
  for (const row of functions) {
    const self = { Samples: row.samples, CpuMicros: row.selfCpuMicros, WallMicros: row.selfWallMicros };
    const total = {
      Samples: row.totalSamples,
      CpuMicros: row.totalCpuMicros,
      WallMicros: row.totalWallMicros,
    };
    // Reports label functions without a name, exports do not.
    const own = row.id.startsWith('(anonymous) ') ? '(anonymous)' : row.name;
    const name = `${own}${row.file && ` ${row.file}`}${row.line === 0 ? '' : `:${row.line}`}`;
    expect(rows.has(name)).toBe(false);
    rows.set(name, { flat: self[weight], cum: total[weight] });
  }
  return rows;
}

/** Drops rows without any weight. */
function withWeight(rows: ReadonlyMap<string, TopRow>): Record<string, TopRow> {
  return Object.fromEntries([...rows].filter(([, { flat, cum }]) => flat + cum > 0).sort());
}

const withoutGc = '-ignore=^\\(garbage collector\\)$';

describe('go tool pprof gives our numbers', () => {
  test.each([
    ['samples', 'Samples'],
    ['cpu', 'CpuMicros'],
    ['wall', 'WallMicros'],
  ] as const)('for all functions, by %s', async (index, weight) => {
    const ours = withWeight(tableOf(await report('view=functions'), weight));
    expect(Object.keys(ours).some((name) => name.startsWith('checkout '))).toBe(true);
    const options = [`-sample_index=${index}`, '-tagignore=route=^\\(profiler\\)$', withoutGc];
    expect(withWeight(await pprof.top(options, profile))).toEqual(ours);
  });

  test('for a route, chosen by pprof or by us', async () => {
    const { routeNames } = await report('');
    expect(routeNames).toEqual(expect.arrayContaining(['GET /orders/:id', 'GET /checkout', '(background)']));
    for (const route of routeNames) {
      const query = `route=${encodeURIComponent(route)}`;
      const ours = withWeight(tableOf(await report(`view=functions&${query}`), 'CpuMicros'));
      const focus = `-tagfocus=route=^${route.replace(/[().*]/g, '\\$&').replaceAll(':', '[:]')}$`;
      const cpu = ['-sample_index=cpu', withoutGc];
      expect(withWeight(await pprof.top([...cpu, focus], profile)), route).toEqual(ours);
      expect(withWeight(await pprof.top(cpu, await download(query))), route).toEqual(ours);
    }
  });

  test('for a filter, as for its own focus', async () => {
    const focused = withWeight(await pprof.top(['-sample_index=cpu', '-focus=^price$'], profile));
    expect(Object.keys(focused).length).toBeGreaterThan(1);
    const filtered = await download(`filter=${encodeURIComponent('/^price /')}`);
    expect(withWeight(await pprof.top(['-sample_index=cpu'], filtered))).toEqual(focused);
  });

  test('for routes as tags, with garbage collection', async () => {
    const text = (await pprof.run(['-tags', '-sample_index=wall', '-unit=us'], profile)).toString();
    const { routes, totals } = await report('');
    for (const { method, route, wallMicros, gcMicros } of routes) {
      const [line = ''] = text.split('\n').filter((row) => row.endsWith(`: ${method} ${route}`));
      expect(Number(/^\s*([\d.]+)us/.exec(line)?.[1]), line).toBe(wallMicros + gcMicros);
    }
    const all = await pprof.top(['-sample_index=wall'], profile);
    expect(all.get('(garbage collector)')?.flat ?? 0).toBe(totals.gcMicros);
  });

  test('and CPU time is its default', async () => {
    const comments = (await pprof.run(['-comments'], profile)).toString();
    expect(comments).toMatch(/service shop, version 1\.0\.0/);
    expect((await pprof.run(['-top'], profile)).toString()).toMatch(/^Type: cpu$/m);
  });
});

describe('round trips', () => {
  test('our profile comes back byte for byte', async () => {
    expect(Buffer.from(await writePprof(await readPprof(profile))).equals(profile)).toBe(true);
  });

  test('our profile, rewritten by Go, has the same functions when we write it again', async () => {
    const rewritten = await pprof.run(['-proto'], profile);
    const again = await writePprof(await readPprof(rewritten));
    for (const index of ['samples', 'cpu', 'wall']) {
      const options = [`-sample_index=${index}`];
      const rows = withWeight(await pprof.top(options, again));
      expect(rows).toEqual(withWeight(await pprof.top(options, profile)));
    }
  });

  test('Go’s own profile keeps its functions and its label', async () => {
    const go = await readFile(new URL('./fixtures/go-cpu.pb.gz', import.meta.url));
    const window = await readPprof(go);
    expect(window.routes.map(({ method, route }) => `${method} ${route}`)).toEqual(['GET /orders/:id']);
    const again = await writePprof(window);
    const byFunction = ['-functions', '-sample_index=cpu'];
    const label = '-tagfocus=GET /orders/[:]id';
    for (const options of [byFunction, [...byFunction, label]]) {
      const rows = withWeight(await pprof.top(options, go));
      expect(Object.keys(rows)).toContain('main.sum');
      expect(withWeight(await pprof.top(options, again))).toEqual(rows);
    }
  });
});

describe('any sample types', () => {
  test.each(toolProfiles)(
    'of $tool are the same for Go, before and after a copy',
    async ({ bytes, amounts, shown, isCpu }) => {
      const copy = await writePprof(await readPprof(bytes));
      for (const { index, self, total, measure } of amounts) {
        const file = index === 'sample' ? 'samples' : index;
        for (const [profile, name] of [
          [bytes, index],
          [copy, file],
        ] as const) {
          const top = await pprof.top(
            ['-functions', `-sample_index=${name}`, `-unit=${measure.unit}`],
            profile,
          );
          const amount = (value: number | undefined) => value ?? 0;
          for (const one of ['main', 'make', 'copy'] as const) {
            const row = top.get(one);
            expect([one, amount(row?.flat), amount(row?.cum)], name).toEqual([one, self[one], total[one]]);
          }
        }
      }
      const first = (await pprof.run(['-top'], copy)).toString();
      expect(first).toMatch(new RegExp(`^Type: ${isCpu ? 'cpu' : shown.name}$`, 'm'));
    },
  );
});

test('each line has what -list says', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'routeprof-lines-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'shop.js');
  await writeFile(file, lineCode.join('\n'));
  const told = lineProfile(file);
  const { ask } = createFileReport(await readPprof(told));
  for (const [name, begin] of [
    ['price', 1],
    ['cart', 6],
  ] as const) {
    for (const [index, unit] of [
      ['cpu', 'us'],
      ['alloc_space', 'B'],
    ] as const) {
      const query = { view: 'source', function: `${name} ${file}:${begin}`, measure: index };
      const { lineRows = [] } = await ask(new URLSearchParams(query));
      const ours = lineRows.map(({ line, selfCpuMicros, totalCpuMicros }) => {
        return { line, self: selfCpuMicros, total: totalCpuMicros };
      });
      expect(ours).toHaveLength(3);
      expect(await pprof.list(name, [`-sample_index=${index}`, `-unit=${unit}`], told)).toEqual(ours);
    }
  }
});

test('go tool pprof records from the URL', async () => {
  await fetch(`${shop.report}resume`, { method: 'POST' });
  const url = `${shop.report}pprof/profile?seconds=2`;
  const rows = await shop.loadDuring(pprof.top(['-functions'], url));
  expect(rows.get('checkout')?.cum).toBeGreaterThan(0);
});
