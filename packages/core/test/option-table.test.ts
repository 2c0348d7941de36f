import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { optionNames, optionTable } from '../src/option-table.ts';
import { parseOptions } from '../src/parse-options.ts';

const docs = join(import.meta.dirname, '../../../docs/options.md');

/** The docs' table, as Markdown. */
function table(): string {
  const rows = optionNames.map((name) => {
    const { meaning, details, usually, range } = optionTable[name];
    const bounds =
      range === undefined || range.most === Number.MAX_SAFE_INTEGER
        ? ''
        : `, ${range.least.toLocaleString('en')} to ${range.most.toLocaleString('en')}`;
    const said = `${meaning}${bounds}${details === undefined ? '' : `; ${details}`}`;
    return `| \`${name}\` | ${usually} | ${said} |`.replace(/(?<=`[^`|]*)\|(?=[^`|]*`)/g, '\\|');
  });
  return ['| option | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

test('the docs have this table; -u writes it', async () => {
  const text = readFileSync(docs, 'utf8').replace(/\| option \|[\s\S]*?\n(?=\n)/, `${table()}\n`);
  await expect(text).toMatchFileSnapshot(docs);
});

test('the default of each number is the one in help and docs', () => {
  const { engine } = parseOptions({});
  const spelled = (bytes: number) =>
    bytes >= 1024 ** 3 ? `${bytes / 1024 ** 3} GiB` : `${bytes / 1024 ** 2} MiB`;
  expect(spelled(engine.maxDisk)).toBe(optionTable.maxDisk.usually);
  expect(spelled(engine.maxMemory)).toBe(optionTable.maxMemory.usually);
  expect(engine.maxRoutes.toLocaleString('en')).toBe(optionTable.maxRoutes.usually);
  expect(engine.maxNodes.toLocaleString('en')).toBe(optionTable.maxNodes.usually);
  expect(engine.flushIntervalMillis.toLocaleString('en')).toBe(optionTable.flushInterval.usually);
  expect(optionTable.rate.usually).toBe(`${engine.rate}, in production 99`);
});

test('each number allows its bounds, and nothing outside them', () => {
  for (const name of optionNames) {
    const { range } = optionTable[name];
    if (range === undefined) continue;
    for (const value of [range.least, range.most])
      expect(() => parseOptions({ [name]: value })).not.toThrow();
    for (const value of [range.least - 1, range.most + 1])
      expect(() => parseOptions({ [name]: value })).toThrow(name);
  }
});
