import { describe, expect, test } from 'vitest';
import { flameLines } from '../../src/render/flame-lines.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { renderText } from '../../src/render/text.ts';
import { flameOf, functionRow, shopModel } from './fixture.ts';

/** The lines of the view itself, without what stands around them. */
function body(text: string, title: RegExp): string[] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => title.test(line)) + 1;
  return lines.slice(from, lines.indexOf('', from));
}

describe('the call tree', () => {
  const functions = [
    functionRow('handler', 'src/a.ts', 1, 100, 1_000),
    functionRow('light', 'src/b.ts', 2, 200, 200),
    functionRow('heavy', 'src/c.ts', 3, 700, 700),
  ];
  const flame = flameOf(functions);
  const shown = (limit: number, matched?: readonly number[]) =>
    flameLines(
      shopModel({ view: 'flame', limit }, { flame: matched ? { ...flame, matched } : flame }),
    ).lines.map(({ frame, depth, totalCpuMicros }) => [frame.name, depth, totalCpuMicros]);

  test('has the heaviest first, and callers before what they called', () => {
    expect(shown(10)).toEqual([
      ['handler', 0, 1_000],
      ['heavy', 1, 700],
      ['light', 1, 200],
    ]);
    expect(shown(2).map(([name]) => name)).toEqual(['handler', 'heavy']);
  });

  test('with a filter is made of the stacks that go through a match', () => {
    expect(shown(10, [1])).toEqual([
      ['handler', 0, 200],
      ['light', 1, 200],
    ]);
    expect(shown(10, [0])).toHaveLength(3);
    expect(shown(10, [])).toEqual([]);
  });

  test('is indented text', () => {
    const text = renderText(shopModel({ view: 'flame', route: 'GET /search' }, { flame }));
    expect(text).toContain('Call tree of GET /search, heaviest first\n');
    expect(text).toMatch(/ 700 µs +\d+ {3}heavy +src\/c\.ts:3:7\n/);
    expect(text).toContain('3 calls shown');
  });
});

test('a function is shown between its callers and its callees', () => {
  const lines = body(renderText(shopModel({ view: 'pivot' })), /^Shares are/).slice(1);
  expect(lines.map((line) => /(?:[←→] \S+|scoreProduct)/.exec(line)?.[0])).toEqual([
    '← rankProducts',
    '← (anonymous)',
    '← hashPassword',
    'scoreProduct',
    '→ tokenize',
  ]);
});

test('a source has the numbers of its lines, and a mark where the function begins', () => {
  expect(body(renderText(shopModel({ view: 'source' })), /^Source of/)).toEqual([
    'Time per line is not known: neither engine can give it per route, and only some imported profiles have it.',
    '  40  // Scores a product.',
    '> 41  export function scoreProduct(product) {',
    '  42      return 1;',
    '  43  }',
  ]);
  const gone = { source: { unavailable: 'The file cannot be read.' } };
  expect(renderText(shopModel({ view: 'source' }, gone))).toContain('\nThe file cannot be read.\n');
});

test('a source has no effect on a terminal, and cannot end a block of Markdown', () => {
  const lines = ['a\u001b[31m\u202e', '````', '</script>'];
  const model = shopModel(
    { view: 'source' },
    { source: { file: 'a.md', firstLine: 1, lines, functionLine: 2 } },
  );
  expect(renderText(model)).toContain('  1  a\\u001b[31m\\u202e\n> 2  ````\n');
  const markdown = renderMarkdown(model);
  expect(markdown).toContain('\n`````text\n  1  a');
  expect(markdown).toContain('</script>\n`````\n');
});

test('in Markdown the views of calls are blocks, in which spaces count', () => {
  for (const view of ['flame', 'pivot'] as const) {
    expect(renderMarkdown(shopModel({ view }))).toMatch(/\n```text\n.*scoreProduct.*\n```\n/s);
  }
});
