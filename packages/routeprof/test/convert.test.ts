import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { exportFormats, findExportFormat, readProfile } from '@routeprof/core/tools';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { TreeBuilder } from '../../core/src/profile/tree-builder.ts';
import { emptyWindow, shopWindow } from '../../core/test/export/fixture.ts';
import { formatOf } from '../src/commands/convert.ts';
import { newFolder } from './folder.ts';
import { runMain } from './run-main.ts';

let pprof: Uint8Array;
let cpuProfile: string;
beforeAll(async () => {
  pprof = (await findExportFormat('pprof')?.write(shopWindow)) as Uint8Array;
  cpuProfile = (await findExportFormat('cpuprofile')?.write(shopWindow)) as string;
});

test('pprof to pprof loses nothing', async () => {
  const { path } = newFolder({ 'in.pb.gz': pprof });
  expect(await runMain('convert', path('in.pb.gz'), path('out.pb.gz'))).toEqual({
    code: 0,
    out: '',
    error: '',
  });
  expect(await readProfile(readFileSync(path('out.pb.gz')))).toEqual(await readProfile(pprof));
});

test('every format is written, by its ending, as its writer writes it', async () => {
  const { path } = newFolder({ 'in.pb.gz': pprof });
  const window = await readProfile(pprof);
  for (const { extension, write } of exportFormats) {
    const out = path(`out.${extension}`);
    expect((await runMain('convert', path('in.pb.gz'), out)).code).toBe(0);
    expect(readFileSync(out).equals(Buffer.from(await write(window)))).toBe(true);
  }
});

test('what a .cpuprofile tells is in the pprof made of it', async () => {
  const { path } = newFolder({ 'in.cpuprofile': cpuProfile });
  await runMain('convert', path('in.cpuprofile'), path('out.pb.gz'));
  const window = await readProfile(readFileSync(path('out.pb.gz')));
  expect(window.routes.map(({ method, route }) => `${method} ${route}`)).toContain('GET /orders/:id');
  expect(window.elapsedMicros).toBe((await readProfile(Buffer.from(cpuProfile))).elapsedMicros);
});

test('one route, or stacks with a function, to the standard output', async () => {
  const { path } = newFolder({ 'in.pb.gz': pprof });
  const folded = (...words: string[]) =>
    runMain('convert', path('in.pb.gz'), '-', '--format', 'folded', ...words);
  const all = await folded();
  expect(all.out).toMatch(/POST \/orders/);
  const route = await folded('--route', 'GET /orders/:id');
  expect(route.out).toMatch(/GET \/orders\/:id/);
  expect(route.out).not.toMatch(/POST \/orders/);
  const filtered = await folded('--filter', '/^visit /');
  expect(
    filtered.out
      .split('\n')
      .filter(Boolean)
      .every((line) => line.includes('visit')),
  ).toBe(true);
  expect(filtered.out.length).toBeLessThan(all.out.length);
});

test('a file is overwritten, and nothing else is left behind', async () => {
  const folder = newFolder({ 'in.pb.gz': pprof, 'out.folded': 'old' });
  await runMain('convert', folder.path('in.pb.gz'), folder.path('out.folded'));
  expect(readFileSync(folder.path('out.folded'), 'utf8')).not.toBe('old');
  expect(readdirSync(folder.path('.')).sort()).toEqual(['in.pb.gz', 'out.folded']);
});

test.each([
  ['a.pb.gz', 'pprof'],
  ['a.pprof', 'pprof'],
  ['a.cpuprofile', 'cpuprofile'],
  ['a.speedscope.json', 'speedscope'],
  ['a.json', 'speedscope'],
  ['callgrind.out.17', 'callgrind'],
  ['/b/callgrind.out', 'callgrind'],
  ['a.callgrind', 'callgrind'],
  ['a.folded.txt', 'folded'],
  ['a.folded', 'folded'],
])('%s is %s', (path, name) => {
  expect(formatOf(path, undefined).name).toBe(name);
  expect(formatOf(path, 'callgrind').name).toBe('callgrind');
});

describe('what cannot be used ends with 2 and a sentence', () => {
  test('a result that is longer than V8’s longest string', async () => {
    const tree = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
    let node = 0;
    for (let depth = 0; depth < 600; depth++) node = tree.child(node, 0);
    tree.add(node, 1, 1000, 1000);
    const window = {
      ...emptyWindow,
      frames: [{ name: 'x'.repeat(1_000_000), file: '', line: 0, column: 0 }],
      runtime: { ...emptyWindow.runtime, background: tree.finish() },
    };
    const { path } = newFolder({
      'long.pb.gz': (await findExportFormat('pprof')?.write(window)) as Uint8Array,
    });
    const { code, error } = await runMain('convert', path('long.pb.gz'), path('long.cpuprofile'));
    expect(code).toBe(2);
    expect(error).toMatch(/long\.pb\.gz is too large to be written as cpuprofile\. Choose a part by --route/);
  });

  test('a device that never ends', async () => {
    const { code, error } = await runMain('convert', '/dev/zero', '-', '--format', 'folded');
    expect(code).toBe(2);
    expect(error).toMatch(/\/dev\/zero is too large for a profile: it has more than 256 MiB\./);
  });

  test.each([
    ['no files', [], /give a file to read and one to write/],
    ['a missing file', ['nowhere.pb.gz', 'a.folded'], /there is no file nowhere\.pb\.gz/],
    [
      'the address of a Redis, which may have a password',
      ['redis://me:hidden@host', 'a.folded'],
      /^routeprof: (?!.*hidden)this command reads a profile.* routeprof open redis:/,
    ],
    ['a folder', ['.', 'a.folded'], /is a folder/],
    [
      'an unknown ending',
      ['a.pb.gz', 'a.xyz'],
      /the ending of a\.xyz is not that of a format.*pprof, cpuprofile/,
    ],
    ['no ending', ['a.pb.gz', '-'], /standard output has no ending/],
    ['an unknown format', ['a.pb.gz', 'b', '--format', 'svg'], /there is no format "svg"/],
    ['an unknown option', ['a.pb.gz', 'b', '--fromat', 'svg'], /'--fromat'.*--format/],
    ['a broken filter', ['a.pb.gz', 'b.folded', '--filter', '/(/'], /\(/],
  ])('%s', async (_, words, message) => {
    await expectSentence(runMain('convert', ...words), message);
  });

  test('a route that is not there, a folder that is not there, text', async () => {
    const { path } = newFolder({ 'in.pb.gz': pprof, 'in.txt': 'main;work 12\n' });
    const out = path('out.folded');
    await expectSentence(
      runMain('convert', path('in.pb.gz'), out, '--route', 'GET /no'),
      /no route "GET \/no"/,
    );
    await expectSentence(
      runMain('convert', path('in.pb.gz'), path('no/out.folded')),
      /folder does not exist/,
    );
    await expectSentence(runMain('convert', path('in.txt'), out), /is text, but not a profile/);
  });

  test('files that are cut off, changed or random', async () => {
    const { path } = newFolder();
    const [plain, json] = [gunzipSync(pprof), Buffer.from(cpuProfile)];
    const cut = (bytes: Uint8Array) => fc.nat(bytes.length - 1).map((length) => bytes.slice(0, length));
    const files = fc.oneof(cut(pprof), cut(plain), cut(json), fc.uint8Array({ maxLength: 400 }));
    await fc.assert(
      fc.asyncProperty(files, async (bytes) => {
        writeFileSync(path('in'), bytes);
        const ended = await runMain('convert', path('in'), path('out.folded'));
        // Cut at the end of a field, the file is a valid, smaller profile.
        if (ended.code !== 0) await expectSentence(Promise.resolve(ended), /cannot be read\. /);
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(cut(pprof), cut(json)), async (bytes) => {
        writeFileSync(path('in'), bytes);
        expect((await runMain('convert', path('in'), path('out.folded'))).code).toBe(2);
      }),
      { numRuns: 100 },
    );
  });
});

async function expectSentence(
  ended: Promise<{ code: number; out: string; error: string }>,
  message: RegExp,
): Promise<void> {
  const { code, out, error } = await ended;
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toMatch(message);
  expect(error).toMatch(/^routeprof: .*\n$/);
  expect(error).not.toMatch(/\n\s+at |Error:/);
}
