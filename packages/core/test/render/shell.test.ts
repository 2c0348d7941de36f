import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/in-turns.ts';
import type { ReportModel } from '../../src/presentation/model/report.ts';
import { views } from '../../src/query/query.ts';
import { html, verbatim } from '../../src/render/markup.ts';
import { type PageLinks, renderRefusal, shellSteps } from '../../src/render/shell.ts';
import { renderText } from '../../src/render/text.ts';
import { callRow, emptyModel, flameOf, functionRow, routeRow, shopModel } from './fixture.ts';
import { hostileNames } from './hostile.ts';
import { links, tags, texts } from './read-html.ts';

const shellOf = (model: ReportModel, links: PageLinks): string => atOnce(shellSteps(model, links));
const page = { icon: 'assets/icon.svg', script: 'assets/page.js', stylesheets: ['assets/page.css'] };

const hostile = (() => {
  const routes = hostileNames.map((one) => routeRow('GET', one, 1_000, 10));
  const calls = hostileNames.map((one) => callRow(one, one, 1, 100));
  const functions = hostileNames.map((one) =>
    functionRow(one, `/srv/${one}`, 3, 1_000, 2_000, 'dependency', {
      package: one,
      callers: calls,
      callees: calls,
    }),
  );
  const [measured] = shopModel().sources;
  const sources = hostileNames.map((one, index) => ({
    ...measured!,
    service: one,
    version: one,
    node: one,
    engine: one,
    instance: String(index),
  }));
  const failures = hostileNames.map((message) => ({ message, count: 2 }));
  const status = { ...shopModel().status, engine: hostileNames[0]!, passedOver: hostileNames[1]!, failures };
  const [row] = functions as [(typeof functions)[number]];
  const pivot = { function: row, callers: calls, callees: calls };
  const source = { file: hostileNames[0]!, firstLine: 1, lines: hostileNames, functionLine: 2 };
  const answers = { flame: flameOf(functions), pivot, source };
  return { routes, functions, sources, status, routeNames: hostileNames, ...answers };
})();

const pages = views.flatMap((view) => [
  shellOf(shopModel({ view }), page),
  shellOf(emptyModel({ view }), page),
  ...hostileNames.map((one) =>
    shellOf(shopModel({ view, route: one, filter: one, function: one, root: one }, hostile), page),
  ),
  ...hostileNames.map((one) => renderRefusal(one, page)),
]);

/** All that the shell is made of. A name from the app that gets out of its place shows up as something else. */
const known: Record<string, readonly string[]> = {
  a: ['href'],
  body: [],
  div: ['id'],
  head: [],
  html: ['lang'],
  link: ['rel', 'type', 'href'],
  meta: ['charset', 'name', 'content'],
  noscript: [],
  p: ['class'],
  pre: [],
  script: ['type', 'src'],
  title: [],
};

describe('no shell', () => {
  test('has code or style of its own, whatever the names are', () => {
    for (const text of pages) {
      expect(text).not.toMatch(
        /<script(?! type="module" src="assets)|<style|<img|<iframe|\sstyle=|javascript:alert\(1\)"/i,
      );
      for (const { name: element, attributes } of tags(text)) {
        expect(known, element).toHaveProperty(element);
        for (const attribute of attributes.keys()) expect(known[element], element).toContain(attribute);
      }
      // Every `<` begins a tag that was checked.
      expect(text.split('<').length - 1).toBe(tags(text).length + text.split('</').length - 1 + 1);
    }
  });

  test('has links to other hosts', () => {
    for (const text of pages) {
      for (const { name: element, attributes } of tags(text)) {
        for (const attribute of ['href', 'action', 'src']) {
          const value = attributes.get(attribute);
          if (value === undefined) continue;
          expect(value, element).toMatch(/^(\?[^\s"<>]*|assets\/(page\.(css|js)|icon\.svg))$/);
        }
      }
    }
  });

  test('changes the direction of its text, or has unpaired surrogates', () => {
    for (const text of pages) {
      const visible = text.replaceAll('\n', '');
      expect(visible).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
    }
  });
});

describe('a browser without scripts', () => {
  const shell = shellOf(shopModel({ view: 'functions', route: 'GET /search' }), page);
  const unscripted = /<noscript>(.*)<\/noscript>/s.exec(shell)?.[1] ?? '';

  test('gets the report as text', () => {
    const text = renderText(shopModel({ view: 'functions', route: 'GET /search' }));
    expect(texts(unscripted, 'pre')).toEqual([text.trim()]);
  });

  test('gets links to the other views of the same route, and to the other formats', () => {
    expect(links(unscripted)).toEqual([
      '?route=GET+%2Fsearch',
      ...['functions', 'flame', 'callers', 'callees'].map((view) => `?view=${view}&route=GET+%2Fsearch`),
      ...['text', 'markdown', 'json'].map((f) => `?view=functions&route=GET+%2Fsearch&format=${f}`),
    ]);
  });
});

test('if the script does not load, one line links to the text', () => {
  const shell = shellOf(shopModel({ view: 'functions' }), page);
  const app = /<div id="app">(.*)<\/div>/s.exec(shell)?.[1] ?? '';
  expect(links(app)).toEqual(['?view=functions&format=text']);
  expect(links(/<div id="app">(.*)<\/div>/s.exec(renderRefusal('no', page))?.[1] ?? '')).toEqual([
    '?format=text',
  ]);
});

test('the title has the view and the app', () => {
  const title = (asked: Parameters<typeof shopModel>[0]) => texts(shellOf(shopModel(asked), page), 'title');
  expect(title({ view: 'functions', route: 'GET /search' })).toEqual([
    'functions of GET /search · shop 1.4.2 · routeprof',
  ]);
  expect(texts(renderRefusal('limit is wrong', page), 'title')).toEqual(['Invalid query · routeprof']);
});

describe('verbatim', () => {
  test.each(['</script', '</SCRIPT>', 'a</Style >', '<!--', 'x<!-- -->', 'a\rb', 'a\0b'])(
    'refuses %j, which would not stay as it is in its element',
    (text) => {
      expect(() => verbatim(text)).toThrow(/cannot be put into a page/);
    },
  );

  test('keeps everything else unchanged', () => {
    const text = 'if (a < b && c > d) x("&amp;", \'`\', "</b>", "<!-");\n';
    expect(html`<script>${verbatim(text)}</script>`.toString()).toBe(`<script>${text}</script>`);
  });
});

describe('html``', () => {
  test('replaces unpaired surrogates, and keeps pairs', () => {
    expect(html`${'a\ud800b \udc00 😀'}`.toString()).toBe('a\ufffdb \ufffd 😀');
  });

  test('escapes values and keeps markup', () => {
    const bold = html`<b title="${'"\''}">${'<&>'}</b>`;
    expect(html`<p>${bold}${[1, bold]}${undefined}</p>`.toString()).toBe(
      '<p><b title="&quot;&#39;">&lt;&amp;&gt;</b>1<b title="&quot;&#39;">&lt;&amp;&gt;</b></p>',
    );
  });

  test('does not trust an object that only looks like markup', () => {
    const fake = { toString: () => '<script>' } as never;
    expect(() => html`${fake}`).toThrow();
  });
});
