import fc from 'fast-check';
import { expect, test } from 'vitest';
import { useServer } from './use-server.ts';

const server = useServer();

const names = [
  'view',
  'route',
  'sort',
  'limit',
  'filter',
  'full',
  'format',
  'token',
  'function',
  'root',
  'nodes',
];
const values = [
  'routes',
  'functions',
  'callers',
  'callees',
  'flame',
  'pivot',
  'source',
  'cpu',
  'self',
  '1',
  '0',
  'json',
  'html',
  '(background)',
];
const typed = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.string({ unit: 'grapheme' }));
const encoded = typed.map((text) => encodeURIComponent(Buffer.from(text).toString()));
/** Characters that are allowed in the URL of a request line. Node itself refuses others. */
const bytes = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
});
const regularExpression = fc
  .string({ unit: fc.constantFrom(...'ab.*+?|()[]{}\\^$,019-:<>=!pPLQE') })
  .map((text) => `filter=${encodeURIComponent(`/${text}/`)}`);
const pair = fc
  .tuple(fc.oneof(fc.constantFrom(...names), encoded), fc.oneof(fc.constantFrom(...values), encoded, bytes))
  .map(([name, value]) => `${name}=${value}`);
const query = fc.oneof(
  bytes,
  regularExpression,
  fc.array(fc.oneof(pair, regularExpression, bytes), { maxLength: 6 }).map((parts) => parts.join('&')),
);
const accept = fc.oneof(
  fc.constantFrom('text/html', 'text/plain', 'text/markdown', 'application/json', '*/*'),
  bytes,
);

test('whatever is asked, the answer is a report, a message or a redirect', async () => {
  await fc.assert(
    fc.asyncProperty(query, accept, fc.constantFrom('?', '?', '?', ''), async (text, Accept, mark) => {
      const { status, headers, body } = await server().report(`${mark}${text}`, { Accept });
      expect(mark === '?' ? [200, 400] : [200, 400, 404, 405]).toContain(status);
      expect(headers['content-type']).toMatch(
        /^(text\/(plain|html|markdown|css)|application\/json); charset=utf-8$/,
      );
      expect(body).not.toBe('');
    }),
    { numRuns: 400 },
  );
});

test('without the slash too', async () => {
  await fc.assert(
    fc.asyncProperty(query, async (text) => {
      const { status, headers } = await server().beside(`?${text}`);
      expect(status).toBe(308);
      expect(headers.location).toMatch(/^__profile__\/(\?[\x21-\x7e]*)?$/);
    }),
    { numRuns: 200 },
  );
});
