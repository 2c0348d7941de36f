import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installedSize } from '../../bench/src/peers/installed-size.ts';
import { filesOf, readSent, unpacked } from '../../bench/src/peers/read/sent.ts';
import { stacksOfSentry } from '../../bench/src/peers/read/sentry.ts';
import { countOf, readerOf } from '../../bench/src/peers/read/table.ts';
import { variants } from '../../bench/src/variants/table.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-peers-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** As the sink writes it. */
function keep(name: string, head: object, body: Uint8Array | string): void {
  writeFileSync(
    join(folder, name),
    Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), Buffer.from(body)]),
  );
}

describe('what peers have recorded', () => {
  test('each peer has a reader', () => {
    const peers = variants.filter(({ isPeer }) => isPeer);
    expect(peers.length).toBeGreaterThan(6);
    for (const { name } of peers) expect(readerOf(name)).toBeDefined();
  });

  test('samples of a file are counted, and a peer that left none is an error', async () => {
    await expect(countOf('cpu-prof', folder)).rejects.toThrow('cpu-prof has left no sample');
    const frame = (functionName: string): object => ({
      functionName,
      scriptId: '1',
      url: 'file:///app.js',
      lineNumber: 1,
      columnNumber: 1,
    });
    const profile = {
      nodes: [
        { id: 1, callFrame: frame('(root)'), hitCount: 0, children: [2] },
        { id: 2, callFrame: frame('busy'), hitCount: 3, children: [] },
      ],
      startTime: 0,
      endTime: 4_000,
      samples: [2, 2, 2],
      timeDeltas: [1_000, 1_000, 1_000],
    };
    writeFileSync(join(folder, 'CPU.cpuprofile'), JSON.stringify(profile));
    expect(await countOf('cpu-prof', folder)).toBe(3);
    const [stack] = (await readerOf('cpu-prof').stacks?.(folder)) ?? [];
    expect(stack?.functions).toEqual(['busy']);
  });

  test('ticks of a log of V8 and spans are counted', async () => {
    writeFileSync(join(folder, 'isolate-1-v8.log'), 'v8-version,1\ntick,0x1,2,0,0x0,6\ntick,0x1,3,0,0x0,6\n');
    expect(await countOf('0x', folder)).toBe(2);
    writeFileSync(join(folder, 'spans'), '0');
    await expect(countOf('opentelemetry', folder)).rejects.toThrow('opentelemetry has left no sample');
  });

  test('a body that was sent is unpacked, and a form has its files', () => {
    keep('1.sent', { url: '/a', encoding: 'gzip' }, gzipSync('packed'));
    const part = (name: string, content: string): string =>
      `--x\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\n${content}\r\n`;
    const form = `${part('wall.pprof', 'one\r\ntwo')}${part('event.json', '{}')}--x--\r\n`;
    keep('2.sent', { url: '/b', type: 'multipart/form-data; boundary=x' }, form);
    const [first, second] = readSent(folder);
    expect(first?.body.toString()).toBe('packed');
    const files = [...filesOf(second ?? { url: '', type: '', body: Buffer.alloc(0) })];
    expect(files.map(([name, bytes]) => [name, bytes.toString()])).toEqual([
      ['wall.pprof', 'one\r\ntwo'],
      ['event.json', '{}'],
    ]);
    expect(unpacked(zstdCompressSync(Buffer.from('small'))).toString()).toBe('small');
    expect(unpacked(Buffer.from('as it is')).toString()).toBe('as it is');
  });

  test('a sample of a chunk belongs to each request that was open at its time', () => {
    const request = (name: string, start_timestamp: number, end_timestamp: number): object => ({
      name,
      is_segment: true,
      start_timestamp,
      end_timestamp,
    });
    const spans = { items: [request('GET /a', 10, 12), request('GET /b', 11, 13), { is_segment: false }] };
    const profile = {
      frames: [{ function: 'inner' }, { function: 'outer' }, { function: '(idle)' }],
      stacks: [[0, 1], [2]],
      samples: [10.5, 11.5, 12.5, 14].map((timestamp) => ({ stack_id: 0, timestamp })),
    };
    const body = [{}, { type: 'span' }, spans, {}, {}, { type: 'profile_chunk' }, { profile }];
    const envelope = (some: readonly object[]): Buffer =>
      Buffer.from(some.map((line) => JSON.stringify(line)).join('\n'));
    const stacks = stacksOfSentry([
      { url: '', type: '', body: envelope(body.slice(0, 3)) },
      { url: '', type: '', body: envelope(body.slice(4)) },
    ]);
    expect(stacks.map(({ routes }) => routes)).toEqual([['GET /a'], ['GET /a', 'GET /b'], ['GET /b'], []]);
    expect(stacks[1]).toMatchObject({ functions: ['inner', 'outer'], samples: 1 });
    expect(stacks[1]?.micros).toBeCloseTo(1_000_000);
  });
});

test('the installed size has all that a package depends on, once', () => {
  const install = (path: string, dependencies: Record<string, string>, bytes: number): void => {
    const at = join(folder, 'node_modules', path);
    mkdirSync(at, { recursive: true });
    writeFileSync(
      join(at, 'package.json'),
      JSON.stringify({ dependencies, optionalDependencies: { gone: '1' } }),
    );
    writeFileSync(join(at, 'code.js'), 'x'.repeat(bytes));
  };
  install('top', { shared: '1', own: '1' }, 1_000);
  install('shared', {}, 20_000);
  install('other', { shared: '1' }, 300_000);
  install('top/node_modules/own', { shared: '1' }, 4_000_000);
  const { packages, bytes } = installedSize(join(folder, 'node_modules'), ['top']);
  expect(packages).toBe(3);
  expect(bytes - 4_021_000).toBeGreaterThan(0);
  expect(bytes - 4_021_000).toBeLessThan(1_000);
  install('broken', { missing: '1' }, 1);
  expect(() => installedSize(join(folder, 'node_modules'), ['broken'])).toThrow('lacks missing');
});
