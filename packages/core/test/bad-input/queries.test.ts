import { describe, expect, test } from 'vitest';
import { useServer } from './use-server.ts';

const server = useServer();

const refused: [query: string, message: RegExp][] = [
  ['?view=nope', /view="nope" is not valid\. Allowed: routes, functions/],
  ['?view=constructor', /view="constructor" is not valid/],
  ['?view=__proto__', /view="__proto__" is not valid/],
  ['?view=Routes', /view="Routes" is not valid/],
  ['?view=%00', /view="\\u0000" is not valid/],
  ['?sort=nope', /sort="nope" is not valid\. Allowed: cpu/],
  ['?sort=toString', /sort="toString" is not valid/],
  ['?view=functions&sort=cpu', /sort="cpu" is not valid\. Allowed: self/],
  ['?limit=0', /limit="0" .* Give a whole number from 1/],
  ['?limit=-1', /limit="-1"/],
  ['?limit=1.5', /limit="1\.5"/],
  ['?limit=1e3', /limit="1e3"/],
  ['?limit=Infinity', /limit="Infinity"/],
  ['?limit=0x10', /limit="0x10"/],
  ['?limit=%EF%BC%91', /limit=".+"/],
  ['?nodes=9', /nodes="9" is not a number of nodes\. Give a whole number from 10 to 100000/],
  ['?view=pivot', /view=pivot needs a function\. Give its id as function=/],
  ['?from=yesterday', /from="yesterday" is not a valid time\. Give one such as 2026-/],
  ['?to=-5', /to="-5" is not a valid time/],
  ['?to=deploy', /to="deploy" is not possible/],
  ['?from=-1h&to=-2h', /from="-1h" must be before to="-2h"/],
  ['?view=compare', /view=compare needs a baseline\. Give it as base=/],
  ['?view=compare&base=before', /base="before" is not a part of a profile\. Give FROM\.\.TO/],
  ['?view=flame&base=-1h..-2h', /from="-1h" must be before to="-2h"/],
  ['?base=version:', /base="version:" is not a part/],
  [`?version=${'x'.repeat(501)}`, /version has 501 characters\. Give at most 500/],
  ['?view=source', /view=source needs a function/],
  ['?view=source&function=/etc/passwd', /no function "\/etc\/passwd" in this profile/],
  ['?view=source&function=f%20/etc/passwd:1', /no function "f \/etc\/passwd:1"/],
  ['?view=flame&root=nobody%20:0', /no function "nobody :0"/],
  [`?view=pivot&function=${'x'.repeat(1_001)}`, /function has 1001 characters\. Give at most 1000/],
  ['?limit=99999999999999999999', /limit="9+"/],
  ['?limit=%201', /limit=" 1"/],
  ['?full=maybe', /full="maybe" is neither on nor off/],
  ['?route=GET%20/none', /no route "GET \/none".*Choose one/],
  [`?route=${'x'.repeat(501)}`, /route has 501 characters\. Give at most 500/],
  [`?filter=${'x'.repeat(1_001)}`, /filter has 1001 characters\. Give at most 1000/],
  [`?filter=${'%C3%A4'.repeat(2_000)}`, /filter has 2000 characters/],
  ['?unknown=1', /no parameter "unknown"\. Allowed: view/],
  ['?__proto__=1', /no parameter "__proto__"/],
  ['?=x', /no parameter ""/],
  ['?VIEW=routes', /no parameter "VIEW"/],
  [`?${'y'.repeat(5_000)}=1`, /no parameter "y+…"/],
  ['?view=routes&view=functions', /"view" once/],
  ['?limit=1&limit=1', /"limit" once/],
  ['?filter=a&filter=b', /"filter" once/],
  ['?format=xml', /format="xml" is not valid\. Allowed: html, text, markdown, json/],
  ['?format=__proto__', /format="__proto__" is not valid/],
  [`?${Array.from({ length: 2_000 }, (_, i) => `p${i}=1`).join('&')}`, /no parameter "p0"/],
];

describe('a wrong query is answered with what is wrong and what is allowed', () => {
  test.each(refused)('as text: %s', async (query, message) => {
    const { status, headers, body } = await server().report(query);
    expect(body).toMatch(message);
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test.each(refused)('as JSON: %s', async (query, message) => {
    const { status, headers, body } = await server().report(query, { Accept: 'application/json' });
    expect(JSON.parse(body).error).toMatch(message);
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('as Markdown, in which the query has no effect', async () => {
    const hostile = '[x](https://evil.example) www.evil.example <img> **b** @all `c`\u001b[31m\n# d';
    const query = `?view=${encodeURIComponent(hostile)}`;
    const { status, headers, body } = await server().report(query, { Accept: 'text/markdown' });
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(body).toMatch(/is not valid\. Allowed: routes, functions/);
    expect(body).not.toMatch(/(?<!\\)[[\]<>*`]|:\/\/|www\.|@/);
    expect(body.trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  test.each(refused)('as a page: %s', async (query, message) => {
    const { status, headers, body } = await server().report(query, { Accept: 'text/html' });
    expect(plainText(body)).toMatch(message);
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain('</html>');
  });
});

test('a format that is given twice', async () => {
  const { status, body } = await server().report('?format=text&format=json');
  expect(status).toBe(400);
  expect(body).toMatch(/"format" once/);
});

const taken = [
  '',
  '?',
  '?&',
  '?view=',
  '?view=&sort=&limit=&filter=&full=&format=&route=',
  '?limit=100000',
  '?limit=00001',
  '?view=functions&filter=%',
  '?filter=%E0%A4%A',
  '?filter=%FF%FE',
  '?filter=%ED%A0%80',
  '?filter=%00%01%1B%7F',
  '?filter=%E2%80%AE',
  '?filter=%3Cscript%3Ealert(1)%3C/script%3E',
  '?filter=%27%22%3E%3Cimg%20src%3Dx%3E',
  `?filter=${'x'.repeat(1_000)}`,
  '?filter=/',
  '?filter=//',
  '?route=(background)&view=functions',
  '?view=flame&route=(background)&nodes=10',
  '?view=flame&filter=/a/',
  '?zoom=1.2&fold=packages&weight=wall&group=file&theme=dark',
];

describe('an odd but possible query is answered', () => {
  test.each(taken)('%s', async (query) => {
    for (const Accept of ['text/plain', 'text/html', 'text/markdown', 'application/json']) {
      const { status, headers, body } = await server().report(query, { Accept });
      expect(status).toBe(200);
      expect(headers['content-type']).toBe(`${Accept}; charset=utf-8`);
      expect(body).not.toBe('');
    }
  });
});

describe('input is echoed only as text', () => {
  const hostile = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'--></style>"];

  test.each(hostile)('in a page: %s', async (text) => {
    const parts = ['from', 'to', 'version', 'process', 'service', 'base'];
    for (const name of ['view', 'filter', 'route', 'sort', 'limit', 'unknown', 'format', ...parts]) {
      const query = `?${name}=${encodeURIComponent(text)}`;
      const { body } = await server().report(query, { Accept: 'text/html' });
      expect(body).not.toContain(text);
      expect(body).not.toMatch(/<(script(?! type="module" src="assets)|img)/i);
    }
  });

  const invisible = ['\u001b[31m', '\u009b31m', '\u007f', '\u202e', '\u2066', '\u2028', '\u200b', '\ufeff'];

  test.each(
    invisible.map((text) => [`U+${text.charCodeAt(0).toString(16).padStart(4, '0')}`, text] as const),
  )('in a terminal: %s', async (_, text) => {
    for (const name of ['view', 'filter', 'route', 'sort', 'limit', 'unknown', 'format']) {
      const { body } = await server().report(`?${name}=${encodeURIComponent(`x${text}y`)}`);
      expect(body).not.toContain(text);
    }
  });

  test('control characters that are in the request itself', async () => {
    for (const code of [1, 8, 27, 127, 128, 155, 255]) {
      const { status, body } = await server().report(`?view=${String.fromCharCode(code)}`);
      expect(status).toBe(400);
      expect(controlsOf(body)).toEqual([]);
    }
  });
});

/** Control characters that have an effect on a terminal, except for line ends. */
function controlsOf(text: string): string[] {
  return [...text].filter((character) => /\p{Cc}/u.test(character) && character !== '\n');
}

function plainText(html: string): string {
  return html
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
