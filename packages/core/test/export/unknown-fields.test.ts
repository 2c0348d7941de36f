import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFileReport } from '../../src/answers/file-report.ts';
import { selectWindow } from '../../src/export/select-window.ts';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprofNow } from '../../src/pprof/write-pprof.ts';
import { foldRows } from '../../src/profile/fold-rows.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Window } from '../../src/profile/window.ts';
import { mixedWindows } from '../fixtures/windows.ts';
import { headField, partsOf, statisticsField } from './version-one.ts';

const [window] = fc.sample(
  mixedWindows.filter(
    ({ routes, sources }) =>
      routes.length === 2 &&
      sources.length > 0 &&
      routes.every(({ others }) => Object.keys(others ?? {}).length > 0),
  ),
  { seed: 5, numRuns: 1 },
) as [Window];

/** Two unknown fields: a number, and bytes. */
const laterFields = Buffer.from([...tag(2000, 0), 7, ...tag(1003, 2), 3, 1, 2, 3]);

function tag(field: number, wire: number): number[] {
  const value = field * 8 + wire;
  return [(value & 0x7f) | 0x80, value >> 7];
}

/** The file as a later version may write it: with more in each place that can have more. */
function writeLater(): Uint8Array {
  const { head, statistics, rest } = partsOf(writePprofNow(window));
  const given = JSON.parse(statistics);
  const more = {
    ...given,
    waits: [1, 2],
    runtime: { ...given.runtime, heapBytes: 5 },
    routes: given.routes.map((row: { latency: object }, i: number) =>
      i > 0 ? row : { ...row, waitMicros: 9, latency: { ...row.latency, exemplar: 'a' } },
    ),
    others: withMore(given.others, { sampled: 2 }),
  };
  const { sources, latency, ...others } = JSON.parse(head);
  const laterHead = {
    ...others,
    sources: withMore(sources, { rack: 'h' }),
    latency: { ...latency, exemplar: 'b' },
    region: 'north',
  };
  return gzipSync(
    Buffer.concat([
      headField(JSON.stringify(laterHead)),
      rest,
      statisticsField(JSON.stringify(more)),
      laterFields,
    ]),
  );
}

/** The list with more in its first entry. */
function withMore([first, ...others]: readonly object[], more: object): readonly object[] {
  return [{ ...first, ...more }, ...others];
}

/** All that stands in a file, by place. */
function foundIn(bytes: Uint8Array) {
  const { head, statistics } = partsOf(bytes);
  const { waits, runtime, routes, others = [] } = JSON.parse(statistics);
  const { sources, latency, region, droppedFields } = JSON.parse(head);
  const valuesOf = (all: readonly Record<string, unknown>[], key: string) =>
    all.map((one) => one[key]).filter(Boolean);
  return {
    region,
    racks: valuesOf(sources, 'rack'),
    sampled: valuesOf(others, 'sampled'),
    exemplars: valuesOf([latency, ...routes.map((row: { latency: object }) => row.latency)], 'exemplar'),
    waits,
    heapBytes: runtime.heapBytes,
    waitMicros: valuesOf(routes, 'waitMicros'),
    fields: gunzipSync(bytes).includes(laterFields),
    dropped: droppedFields,
  };
}

const all = {
  region: 'north',
  racks: ['h'],
  sampled: [2],
  exemplars: ['b', 'a'],
  waits: [1, 2],
  heapBytes: 5,
  waitMicros: [9],
  fields: true,
  dropped: undefined,
};
const none = {
  region: undefined,
  racks: [],
  sampled: [],
  exemplars: [],
  waits: undefined,
  heapBytes: undefined,
  waitMicros: [],
  fields: false,
  dropped: undefined,
};

describe('what a later version has written', () => {
  test('stays in a copy of one window, also in one with other numbers of its frames', async () => {
    const later = await readPprof(writeLater());
    expect(foundIn(writePprofNow(later))).toEqual(all);
    expect(foundIn(writePprofNow(mergeWindows([later])))).toEqual(all);
    const selected = await selectWindow(later, later.frames, { route: '', filter: undefined });
    expect(foundIn(writePprofNow(selected))).toEqual(all);
  });

  test('is dropped when windows are merged, and stays counted in further merges', async () => {
    const later = await readPprof(writeLater());
    const once = mergeWindows([later, window]);
    expect(foundIn(writePprofNow(once))).toEqual({ ...none, dropped: 10 });
    const read = await readPprof(writePprofNow(once));
    expect(read.droppedFields).toBe(10);
    expect(mergeWindows([read, later]).droppedFields).toBe(20);
    expect(mergeWindows([read]).droppedFields).toBe(10);
  });

  test('of rows that become one in a window is dropped and counted, the rest of it stays', async () => {
    const later = await readPprof(writeLater());
    const folded = mergeWindows([foldRows(later, 0)]);
    expect(folded.routes).toHaveLength(1);
    const left = { ...all, waitMicros: [], exemplars: ['b'], dropped: 2 };
    expect(foundIn(writePprofNow(folded))).toEqual(left);
    expect(mergeWindows([folded, window]).droppedFields).toBe(10);
  });

  test('is reported as missing', async () => {
    const later = await readPprof(writeLater());
    const { ask } = createFileReport(mergeWindows([later, window]));
    expect((await ask(new URLSearchParams())).droppedFields).toBe(10);
    const { handle } = createFileReport(mergeWindows([later, window]));
    const answer = await handle({
      method: 'GET',
      url: '/?format=text',
      headers: { host: 'localhost' },
      peer: '127.0.0.1',
      raw: undefined,
    });
    expect(String(answer?.body)).toContain(
      '! 10 fields of a later version of routeprof could not be added up and were left out.',
    );
  });

  test('is empty in our own files', async () => {
    const own = await readPprof(writePprofNow(window));
    expect([own.unknown, own.droppedFields]).toEqual([undefined, undefined]);
    expect(foundIn(writePprofNow(own))).toEqual(none);
  });
});
