import { describe, expect, test } from 'vitest';
import { views } from '../../src/query/query.ts';
import { renderHtml } from '../../src/render/html.ts';
import { html, name, verbatim } from '../../src/render/html-escape.ts';
import { callRow, emptyModel, flameOf, functionRow, routeRow, shopModel } from './fixture.ts';
import { hostileNames } from './hostile.ts';
import { tags } from './read-html.ts';

const page = { icon: 'assets/icon.svg', stylesheet: 'assets/page.css' };

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
  renderHtml(shopModel({ view }), page),
  renderHtml(emptyModel({ view }), page),
  ...hostileNames.map((one) =>
    renderHtml(shopModel({ view, route: one, filter: one, function: one, root: one }, hostile), {
      ...page,
      message: one,
    }),
  ),
  renderHtml(shopModel({ view, route: hostileNames[0]!, filter: hostileNames[1]! }, hostile), page),
]);

/** All that the page is made of. A name from the app that gets out of its place shows up as something else. */
const known: Record<string, readonly string[]> = {
  a: ['class', 'href', 'title', 'aria-current'],
  b: [],
  bdi: [],
  body: ['class'],
  button: ['class'],
  caption: [],
  code: [],
  dd: [],
  details: ['class'],
  div: ['class', 'id', 'role', 'aria-labelledby', 'tabindex'],
  dl: ['class'],
  dt: [],
  footer: [],
  form: ['class', 'method', 'action', 'aria-label'],
  h1: [],
  h2: ['class', 'id'],
  head: [],
  header: ['class'],
  html: ['lang'],
  input: [
    'type',
    'name',
    'value',
    'maxlength',
    'placeholder',
    'aria-describedby',
    'autocomplete',
    'spellcheck',
    'min',
    'max',
    'required',
    'checked',
  ],
  label: ['class'],
  li: [],
  link: ['rel', 'type', 'href'],
  main: ['id'],
  meta: ['charset', 'name', 'content'],
  nav: ['class', 'aria-label'],
  option: ['value', 'selected'],
  p: ['class', 'id', 'role'],
  rect: ['class', 'x', 'width', 'height'],
  section: ['class', 'aria-label', 'aria-labelledby'],
  select: ['name'],
  span: ['class', 'id', 'aria-hidden'],
  summary: ['class'],
  svg: ['class', 'width', 'height', 'role', 'aria-label', 'aria-hidden', 'focusable'],
  table: ['class'],
  tbody: ['class'],
  td: ['class', 'colspan'],
  th: ['class', 'scope', 'rowspan', 'colspan', 'title', 'aria-sort'],
  thead: [],
  title: [],
  tr: ['class'],
  ul: ['class'],
  wbr: [],
};

describe('no page', () => {
  test('has code or style of its own, whatever the names are', () => {
    for (const text of pages) {
      expect(text).not.toMatch(/<script|<style|<img|<iframe|\sstyle=|javascript:alert\(1\)"/i);
      for (const { name: element, attributes } of tags(text)) {
        expect(known, element).toHaveProperty(element);
        for (const attribute of attributes.keys()) expect(known[element], element).toContain(attribute);
      }
      // Every `<` begins a tag that was looked at.
      expect(text.split('<').length - 1).toBe(tags(text).length + text.split('</').length - 1 + 1);
    }
  });

  test('leads anywhere but to itself', () => {
    for (const text of pages) {
      for (const { name: element, attributes } of tags(text)) {
        for (const attribute of ['href', 'action', 'src']) {
          const value = attributes.get(attribute);
          if (value === undefined) continue;
          expect(value, element).toMatch(
            /^(\?[^\s"<>]*|#report|assets\/(page\.css|icon\.svg)|(pause|resume|clear)(\?[^\s"<>]*)?)$/,
          );
        }
      }
    }
  });

  test('turns the direction of its text, or has characters without bytes', () => {
    for (const text of pages) {
      const visible = text.replace(/\svalue="[^"]*"/g, '').replaceAll('\n', '');
      expect(visible).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
    }
  });
});

test('ten thousand letters do not fill the page', () => {
  const long = shopModel(
    { view: 'functions' },
    { functions: [functionRow('x'.repeat(10_000), 'y'.repeat(10_000), 1, 1, 1)] },
  );
  expect(renderHtml(long, page)).not.toContain('x'.repeat(1_001));
  expect(renderHtml(long, page)).not.toContain('y'.repeat(200));
});

test('form values come back as they were', () => {
  const route = 'GET /<&"\u202e\r\n\'`>';
  const text = renderHtml(shopModel({ view: 'functions', route }, { routeNames: [route] }), page);
  expect(text).toContain('<option value="GET /&lt;&amp;&quot;\u202e&#13;\n&#39;&#96;&gt;" selected>');
  expect(text).toContain('>GET /&lt;&amp;&quot;\\u202e\\r\\n&#39;&#96;&gt;</option>');
});

describe('verbatim', () => {
  test.each(['</script', '</SCRIPT>', 'a</Style >', '<!--', 'x<!-- -->', 'a\rb', 'a\0b'])(
    'refuses %j, which would not stay as it is in its element',
    (text) => {
      expect(() => verbatim(text)).toThrow(/cannot stand in a page as it is/);
    },
  );

  test('keeps all else as it is', () => {
    const text = 'if (a < b && c > d) x("&amp;", \'`\', "</b>", "<!-");\n';
    expect(html`<script>${verbatim(text)}</script>`.toString()).toBe(`<script>${text}</script>`);
  });
});

describe('html``', () => {
  test('shows half a surrogate pair, which has no bytes, and leaves whole ones', () => {
    expect(html`${'a\ud800b \udc00 😀'}`.toString()).toBe('a\ufffdb \ufffd 😀');
  });

  test('escapes values and keeps markup', () => {
    const bold = html`<b title="${'"\''}">${'<&>'}</b>`;
    expect(html`<p>${bold}${[1, bold]}${undefined}</p>`.toString()).toBe(
      '<p><b title="&quot;&#39;">&lt;&amp;&gt;</b>1<b title="&quot;&#39;">&lt;&amp;&gt;</b></p>',
    );
  });

  test('believes no object that only looks like markup', () => {
    const fake = { toString: () => '<script>' } as never;
    expect(() => html`${fake}`).toThrow();
  });

  test('names are visible and keep to themselves', () => {
    expect(name('/a/\u202eb').toString()).toBe('<bdi>/<wbr>a/<wbr>\\u202eb</bdi>');
  });
});
