import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standsForNone } from '../../src/pprof/file-head.ts';
import { LaterFormatError } from '../../src/pprof/profile-format-error.ts';
import { readHead } from '../../src/pprof/read-head.ts';
import { readOwnPprof, readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprof, writePprofNow } from '../../src/pprof/write-pprof.ts';
import type { Window } from '../../src/profile/window.ts';
import { summaryOf } from '../../src/profile/window-summary.ts';
import { mixedWindows, windows } from '../fixtures/windows.ts';
import { headField, partsOf, writeVersionOne } from './version-one.ts';

const [window] = fc.sample(
  mixedWindows.filter(({ routes }) => routes.length === 3),
  { seed: 4, numRuns: 1 },
) as [Window];

const names = fc.array(fc.string(), { maxLength: 3 });

describe('windows at rest', () => {
  test('are the same bytes, with and without turns of the loop', async () => {
    await fc.assert(
      fc.asyncProperty(mixedWindows, names, names, async (window, covers, beneath) => {
        const standsFor = { covers, beneath };
        expect(
          Buffer.from(writePprofNow(window, standsFor)).equals(await writePprof(window, standsFor)),
        ).toBe(true);
      }),
    );
  });

  test('have a head with the same information as the whole file', async () => {
    await fc.assert(
      fc.asyncProperty(mixedWindows, names, names, async (window, covers, beneath) => {
        const bytes = writePprofNow(window, { covers, beneath });
        const { id: _id, ...summary } = summaryOf(window, '');
        expect(readHead(bytes)).toEqual({ ...summary, covers, beneath });
        const read = await readOwnPprof(bytes);
        expect(read.standsFor).toEqual({ covers, beneath });
        expect(summaryOf(read.window, '')).toEqual(summaryOf(window, ''));
      }),
    );
  });

  test('have a head that is read as soon as its bytes are there, and not before', () => {
    const bytes = writePprofNow(window, { covers: ['a'], beneath: ['b'] });
    const whole = readHead(bytes);
    let known = 0;
    for (let length = 10; length <= bytes.length; length++) {
      const head = readHead(bytes.subarray(0, length));
      if (known > 0) expect(head).toEqual(whole);
      else if (head === 'cut off') continue;
      else expect(head).toEqual(whole);
      known ||= length;
    }
    expect(known).toBeGreaterThan(100);
    expect(known).toBeLessThan(bytes.length / 2);
  });

  test('of version 1 are read correctly', async () => {
    await fc.assert(
      fc.asyncProperty(windows, async (window) => {
        const old = writeVersionOne(window);
        const now = await readPprof(writePprofNow(window, standsForNone));
        expect(readHead(old)).toBe('not there');
        expect(await readPprof(old)).toEqual(now);
        expect(await readOwnPprof(old)).toEqual({ window: now, standsFor: standsForNone });
      }),
    );
  });

  // So the release that wrote them reads new files as well.
  test.each(['base', 'head'])('of an earlier release come back to the byte: %s', async (name) => {
    const bytes = readFileSync(new URL(`../golden/${name}.pb.gz`, import.meta.url));
    const { window, standsFor } = await readOwnPprof(bytes);
    expect(gunzipSync(writePprofNow(window, standsFor)).equals(gunzipSync(bytes))).toBe(true);
  });

  test('of a later version are recognised', async () => {
    const { head, rest } = partsOf(writePprofNow(window, standsForNone));
    const later = JSON.stringify({ ...JSON.parse(head), version: 3, latency: 'elsewhere' });
    const bytes = Buffer.concat([gzipSync(headField(later)), gzipSync(rest)]);
    const errors = [
      await readOwnPprof(bytes).catch((error: unknown) => error),
      ((): unknown => {
        try {
          return readHead(bytes);
        } catch (error) {
          return error;
        }
      })(),
    ];
    for (const error of errors) {
      expect((error as Error).message).toMatch(/newer version of routeprof \(3, 1\)/);
      expect(error).toBeInstanceOf(LaterFormatError);
    }
  });

  test.each([
    ['text', Buffer.from('{"nodes":[]}')],
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(4_000)],
    ['damaged gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff])],
    ['a bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024, 0xc2))],
    ['a head that is none', gzipSync(headField('{}'))],
    [
      'a head without latencies',
      gzipSync(headField(partsOf(writePprofNow(window)).head.replace('"latency"', '"l"'))),
    ],
  ])('have no head when they are %s', (_, bytes) => {
    expect(() => readHead(bytes)).toThrow(/^(This is|The gzip|The profile)/);
  });

  test('are distinguished from other tools’ profiles', async () => {
    const { rest } = partsOf(writePprofNow(window));
    await expect(readOwnPprof(gzipSync(rest))).rejects.toThrow(/not a routeprof profile/);
  });
});
