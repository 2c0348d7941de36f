import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createFileReport } from '../../src/answers/file-report.ts';
import { compareWindows } from '../../src/comparison/compare.ts';
import { exportFormats } from '../../src/export/formats.ts';
import { readOwnPprof } from '../../src/pprof/read-pprof.ts';
import { renderCompareMarkdown } from '../../src/render/compare-markdown.ts';
import { renderCompareText } from '../../src/render/compare-text.ts';
import { renderJson } from '../../src/render/json.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { renderText } from '../../src/render/text.ts';
import { tracedWindow } from '../fixtures/traced-window.ts';

// Every report of one fixed profile, kept whole: a change of a number, a name or a word shows in the diff of these files.
// `vitest run --project pure packages/core/test/golden -u` writes them; look at what changed before it is committed.
// The profiles are files of a directory store: that they can be read is a promise to those who keep theirs.
const read = async (name: string) => {
  const { window } = await readOwnPprof(readFileSync(new URL(`./${name}.pb.gz`, import.meta.url)));
  return window;
};
const baseProfile = await read('base');
const headProfile = await read('head');
const report = createFileReport(headProfile);
const compared = compareWindows(
  { window: baseProfile, appFolder: '/app' },
  { window: headProfile, appFolder: '/app' },
);

const { functions } = await report.ask(new URLSearchParams('view=functions'));
const [hottest] = functions;
const id = encodeURIComponent(hottest?.id ?? '');

const questions: Readonly<Record<string, string>> = {
  routes: '',
  'routes-by-p95': 'sort=p95&limit=2',
  'routes-filtered': 'filter=order',
  functions: 'view=functions',
  'functions-of-a-route': 'view=functions&route=GET+/orders/:id&sort=total&full=1',
  'functions-by-pattern': 'view=functions&filter=/^[fg]$/',
  callers: 'view=callers',
  callees: 'view=callees&limit=3',
  flame: 'view=flame',
  'flame-of-a-route': 'view=flame&route=GET+/orders/:id',
  'flame-pruned': 'view=flame&nodes=12',
  'flame-of-a-function': `view=flame&root=${id}`,
  pivot: `view=pivot&function=${id}`,
  source: `view=source&function=${id}`,
  background: 'view=functions&route=(background)',
};

describe.each(Object.entries(questions))('the report of %s', (name, question) => {
  const asked = report.ask(new URLSearchParams(question));

  test.each([
    ['json', renderJson],
    ['md', renderMarkdown],
    ['txt', renderText],
    ['narrow.txt', (model: Awaited<typeof asked>) => renderText(model, { width: 60, hints: false })],
  ])('as %s', async (extension, render) => {
    await expect(render(await asked)).toMatchFileSnapshot(`kept/${name}.${extension}`);
  });
});

const traced = createFileReport(tracedWindow());

describe.each([
  ['traced-routes', ''],
  ['traced-route', 'route=GET+/orders/:id'],
  ['traced-blocker', 'route=GET+/report'],
])('the report of %s', (name, question) => {
  const asked = traced.ask(new URLSearchParams(question));

  test.each([
    ['md', renderMarkdown],
    ['txt', renderText],
    ['narrow.txt', (model: Awaited<typeof asked>) => renderText(model, { width: 60, hints: false })],
  ])('as %s', async (extension, render) => {
    await expect(render(await asked)).toMatchFileSnapshot(`kept/${name}.${extension}`);
  });
});

test.each([
  ['json', renderJson],
  ['md', renderCompareMarkdown],
  ['txt', (comparison: typeof compared) => renderCompareText(comparison)],
])('a comparison as %s', async (extension, render) => {
  await expect(render(compared)).toMatchFileSnapshot(`kept/compare.${extension}`);
});

test.each(exportFormats)('the export $name', async ({ name, extension, write }) => {
  const written = await write(headProfile);
  // Compressed bytes depend on the version of zlib.
  const text =
    typeof written === 'string'
      ? written
      : gunzipSync(written)
          .toString('base64')
          .replace(/.{100}/g, '$&\n');
  await expect(text).toMatchFileSnapshot(
    `kept/export.${name}.${typeof written === 'string' ? extension : 'base64'}`,
  );
});
