import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFileReport } from '../../src/answers/file-report.ts';
import { selectWindow } from '../../src/export/select-window.ts';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprofNow } from '../../src/pprof/write-pprof.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Window } from '../../src/profile/window.ts';
import { mixedWindows } from '../fixtures/windows.ts';
import { headField, partsOf, statisticsField } from './version-one.ts';

const [window] = fc.sample(
  mixedWindows.filter(({ routes }) => routes.length === 2),
  { seed: 5, numRuns: 1 },
) as [Window];

/** Two fields that no version has yet: a number, and bytes. */
const laterFields = Buffer.from([...tag(2000, 0), 7, ...tag(1002, 2), 3, 1, 2, 3]);

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
    routes: given.routes.map((row: object, i: number) => ({ ...row, ...(i === 0 && { waitMicros: 9 }) })),
  };
  return gzipSync(
    Buffer.concat([
      headField(JSON.stringify({ ...JSON.parse(head), region: 'north' })),
      rest,
      statisticsField(JSON.stringify(more)),
      laterFields,
    ]),
  );
}

/** All that stands in a file, by place. */
function foundIn(bytes: Uint8Array) {
  const { head, statistics } = partsOf(bytes);
  const { waits, runtime, routes } = JSON.parse(statistics);
  return {
    region: JSON.parse(head).region,
    waits,
    heapBytes: runtime.heapBytes,
    waitMicros: routes.map(({ waitMicros }: { waitMicros?: number }) => waitMicros).filter(Boolean),
    fields: gunzipSync(bytes).includes(laterFields),
    dropped: JSON.parse(head).droppedFields,
  };
}

const all = {
  region: 'north',
  waits: [1, 2],
  heapBytes: 5,
  waitMicros: [9],
  fields: true,
  dropped: undefined,
};
const none = {
  region: undefined,
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

  test('is dropped where windows are added up, and counted through further merges', async () => {
    const later = await readPprof(writeLater());
    const once = mergeWindows([later, window]);
    expect(foundIn(writePprofNow(once))).toEqual({ ...none, dropped: 6 });
    const read = await readPprof(writePprofNow(once));
    expect(read.droppedFields).toBe(6);
    expect(mergeWindows([read, later]).droppedFields).toBe(12);
    expect(mergeWindows([read]).droppedFields).toBe(6);
  });

  test('is missed with a sentence', async () => {
    const later = await readPprof(writeLater());
    const { ask } = createFileReport(mergeWindows([later, window]));
    expect((await ask(new URLSearchParams())).droppedFields).toBe(6);
    const { handle } = createFileReport(mergeWindows([later, window]));
    const answer = await handle({
      method: 'GET',
      url: '/?format=text',
      headers: { host: 'localhost' },
      peer: '127.0.0.1',
      raw: undefined,
    });
    expect(String(answer?.body)).toContain(
      '! 6 fields of a later version of routeprof could not be added up and were left out.',
    );
  });

  test('is nothing in our own files', async () => {
    const own = await readPprof(writePprofNow(window));
    expect([own.unknown, own.droppedFields]).toEqual([undefined, undefined]);
    expect(foundIn(writePprofNow(own))).toEqual(none);
  });
});
