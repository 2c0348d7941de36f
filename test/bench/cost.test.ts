import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kinds } from '../../bench/src/cost/kinds.ts';
import { page } from '../../bench/src/cost/page.ts';
import { plotCpu } from '../../bench/src/cost/plot-cpu.ts';
import { plotTruth } from '../../bench/src/cost/plot-truth.ts';
import { readStored, storedFolder } from '../../bench/src/cost/stored.ts';
import { variants } from '../../bench/src/variants/table.ts';

const results = readStored();

function written(name: string): string {
  return readFileSync(join(storedFolder, name), 'utf8');
}

describe('docs/cost.md', () => {
  test('is what the stored results give: run npx --yes pnpm@12 cost', () => {
    expect(written('../cost.md')).toBe(page(results));
    expect(written('cpu.svg')).toBe(plotCpu(results.compare?.cells ?? []));
    expect(written('truth.svg')).toBe(plotTruth(results.truth?.rows ?? []));
  });

  test('says what each peer gives and misses', () => {
    for (const { name, isPeer } of variants) if (isPeer) expect(kinds[name]?.misses).toBeTruthy();
  });

  test.for(['cpu.svg', 'truth.svg'])('%s is well-formed, has a title, and reads on dark pages', (name) => {
    const svg = written(name);
    const open: string[] = [];
    for (const [, close, tag = '', attributes = '', self] of svg.matchAll(
      /<(\/?)([a-z]+)((?: [\w:-]+="[^"<&]*")*)(\/?)>/g,
    )) {
      if (close) expect(open.pop()).toBe(tag);
      else if (!self) open.push(tag);
      expect(attributes).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(open).toEqual([]);
    // No tag, quote or entity was left over.
    const rest = svg.replace(/<\/?[a-z]+(?: [\w:-]+="[^"<&]*")*\/?>/g, '').replace(/&(?:amp|lt|gt);/g, '');
    expect(rest).not.toMatch(/[<>&]/);
    expect(svg).toMatch(/role="img" aria-labelledby="title"/);
    expect(svg).toMatch(/<title id="title">[^<]{20,}<\/title>/);
    expect(svg).toContain('prefers-color-scheme: dark');
  });
});
