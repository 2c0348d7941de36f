import { expect, test } from 'vitest';
import { callbackLabels } from '../../src/source-code/callback-labels.ts';

/** Labels of the functions that begin at each `@`. */
function labelsOf(marked: string): (string | undefined)[] {
  const positions: { line: number; column: number }[] = [];
  const lines = marked.split('\n').map((text, line) => {
    const parts = text.split('@');
    let column = 0;
    for (const part of parts.slice(0, -1)) positions.push({ line, column: (column += part.length) });
    return parts.join('');
  });
  return callbackLabels(lines.join('\n'), positions);
}

const cases: readonly (readonly [string, string, readonly (string | undefined)[]])[] = [
  [
    'handlers of routes, with and without middleware before them',
    `router.get('/orders', @async (req, res) => { send(rows.map(@x => x.id)); });
     router.post("/orders/:id", auth, async function @(req, res) {});
     this.app.server.on('connection', @(socket) => {});
     app.use(@async (c, next) => next());`,
    [
      "router.get('/orders') handler",
      "map callback in router.get('/orders') handler",
      "router.post('/orders/:id') handler",
      "this.app.server.on('connection') handler",
      'app.use callback',
    ],
  ],
  [
    'after a comment, whose last word is no object',
    `// It blocks all the same.
     router.get('/version', @(req, res) => {});
     /* See also app. */ router.get('/search', @(req, res) => {});`,
    ["router.get('/version') handler", "router.get('/search') handler"],
  ],
  [
    'chains',
    `app.route('/x').get(@(q) => 1).post(auth, @(q) => { list.forEach(@function (z) {}) });
     function load() { return fetch(url('a')).then(@(r) => r.json()).catch(@() => 0); }`,
    [
      "app.route('/x').get handler",
      "app.route('/x').post handler",
      "forEach callback in app.route('/x').post handler",
      'then callback in load',
      'catch callback in load',
    ],
  ],
  [
    'callbacks in functions of every kind',
    `export async function search<T>(query: string, { limit = 10 }: Opts = {}): Promise<Foo[]> {
       for (const a of b) { if (a) { rows.filter(@(r: Row) => r.ok).map<string>(@(r) => r.name); } }
       await new Promise(@(resolve) => setTimeout(@() => resolve(), 5));
     }
     class Store { async find(id) { return this.db.all(@() => 1); } run = async (q) => q.map(@(i) => i); }
     const total = (xs) => xs.reduce(@(a, b) => a + b, 0)
     later(@() => 1)
     const pick = xs => xs.find(@(x) => x);
     module.exports = { list: function (q) { q.each(@function (w) {}) } };
     export default function () { items.some(@(x) => x); }`,
    [
      'filter callback in search',
      'map callback in search',
      'Promise callback in search',
      'setTimeout callback in search',
      'all callback in find',
      'map callback in run',
      'reduce callback in total',
      'later callback',
      'find callback in pick',
      'each callback in list',
      'items.some callback',
    ],
  ],
  [
    'brackets in strings, templates, expressions and comments',
    `const r = /[/'"(]/.test(a) ? 1 / 2 : 3; // don't (
     /* it's ( */ const t = \`(\${b.map(@(q) => \`\${q})\`)} ') \${c.map(@(q) => q)}\`;
     get('(', @() => "it's )", '\\'(');
     if (a) return /\\//.test(b) && each(@() => 1);
     <p>don't</p>
     last(/* why */ @() => 1);`,
    ['b.map callback', 'c.map callback', "get('(') handler", 'each callback', 'last callback'],
  ],
  [
    'nothing for what is no argument, or no function',
    `(function @() {})();
     use(ready || (@() => 1));
     const a = [@() => 1], b = { c: [@() => 2] };
     if (@() => 1) {}
     call(@12, x);`,
    [undefined, undefined, undefined, undefined, undefined, undefined],
  ],
  [
    'nothing of strings that are long, made, or not the first',
    `on('${'x'.repeat(61)}', @() => {});
     on(prefix + '/a', @() => {});
     on('/a' + suffix, @() => {});
     on(\`/\${a}\`, @() => {});
     on(a, '/b', @() => {});
     on('a\\'b', @() => {});`,
    Array.from({ length: 6 }, () => 'on callback'),
  ],
];

test.each(cases)('%s', (_what, marked, labels) => {
  expect(labelsOf(marked)).toEqual(labels);
});

test('positions beyond the code have no label', () => {
  const positions = [
    { line: 7, column: 0 },
    { line: 0, column: 900 },
  ];
  expect(callbackLabels('f(() => 1)', positions)).toEqual([undefined, undefined]);
});

// If each of these were searched to the end of the code, this would take minutes.
test.each(["\\'", "'\\'", '/\\/', '//', '/*', '`${', '({[', 'f(('])(
  '300,000 characters of %s',
  (piece) => {
    const code = piece.repeat(300_000 / piece.length);
    expect(callbackLabels(code, [{ line: 0, column: code.length - 1 }])).toEqual([undefined]);
  },
  60_000,
);
