import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { renderSavedPage, savedName } from '../../src/render/saved-page.ts';
import { routeRow, shopModel } from './fixture.ts';
import { hostileNames } from './hostile.ts';

const parts = { script: 'start();', styles: ['a{}', 'b{}'] };
const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

test('is one file, and loads nothing else', () => {
  const page = renderSavedPage({ routes: shopModel(), flame: shopModel({ view: 'flame' }) }, parts);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
    .exec(page)?.[1]
    ?.replaceAll('&#39;', "'");
  expect(policy).toContain(`default-src 'none'; script-src '${hash('start();')}'`);
  expect(policy).toContain(`style-src '${hash('a{}')}' '${hash('b{}')}'`);
  expect(page).toContain('<script type="module">start();</script>');
  expect(page).toContain('<style>a{}</style><style>b{}</style>');
  expect(page).not.toMatch(/\s(src|href|action)=/);
});

test('contains its data whatever the names are, and no name becomes markup', () => {
  const model = shopModel({}, { routes: hostileNames.map((name) => routeRow('GET', name, 1000, 1)) });
  const page = renderSavedPage({ routes: model }, parts);
  const data = /<script type="application\/json" id="data"[^>]*>([^<]*)<\/script>/.exec(page)?.[1] ?? '';
  const read = JSON.parse(data) as { routes: typeof model };
  expect(read.routes.routes.map(({ route }) => route)).toEqual(hostileNames);
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page).not.toMatch(/<img|<!--/);
});

test('starts where it was saved, whatever was typed there', () => {
  const page = renderSavedPage({ routes: shopModel() }, parts, '?filter="><img src=x>');
  expect(page).toContain('data-start="?filter=&quot;&gt;&lt;img src=x&gt;"');
});

test('without an app it is text', () => {
  const page = renderSavedPage({ routes: shopModel() }, { script: '', styles: ['a{}'] });
  expect(page).toContain('script-src &#39;none&#39;');
  expect(page).toContain('POST /checkout');
  expect(page).not.toContain('type="module"');
});

test('refuses a script that would end its element', () => {
  expect(() => renderSavedPage({ routes: shopModel() }, { ...parts, script: '"</script>"' })).toThrow(
    /a tag/,
  );
});

test('has a name that is safe in a header', () => {
  expect(savedName({ routes: shopModel() })).toBe('routeprof-shop-2026-03-01T12-00-33.html');
  const [source] = shopModel().sources;
  for (const service of hostileNames) {
    const name = savedName({ routes: shopModel({}, { sources: [{ ...source!, service }] }) });
    expect(name).toMatch(/^[\w.-]{10,90}$/);
  }
});
