import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isFull } from '../fixtures/full.ts';

/** As `readPprof` says. */
const bytesPerByte = 300;
const freeBytes = 64 * 1024 * 1024;
const mostBytes = 2 * 1024 ** 3;
/** Ends a hanging test. It usually takes seconds, on a busy machine more. */
const limitMillis = 150_000;
const program = fileURLToPath(new URL('./programs/read-hostile.ts', import.meta.url));

interface Outcome {
  readonly names: readonly string[];
  readonly outcome: string;
  readonly bytes: number;
  readonly tookBytes: number;
}

async function readHostile(name: string, mebibytes = 3): Promise<Outcome> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--no-warnings', program, name, String(mebibytes)],
    { env, timeout: limitMillis },
  );
  return JSON.parse(stdout);
}

const { names } = await readHostile('');

describe('a profile that is made to fill the memory stays within the limit', () => {
  test.each(names.filter((name) => name !== 'bomb'))('%s', async (name) => {
    const { outcome, bytes, tookBytes } = await readHostile(name);
    expect(outcome).toMatch(/^read$|^ProfileFormatError: /);
    expect(bytes).toBeGreaterThan(3_000_000);
    expect(tookBytes).toBeLessThan(freeBytes + bytesPerByte * bytes);
  });

  test('one long text that is referenced by many names is not counted once for each', async () => {
    const { outcome } = await readHostile('one long text with many names');
    expect(outcome).toMatch(/^ProfileFormatError: The names of the profile’s functions are far longer/);
  });

  // A packed file of less than one may become so large.
  test.each(isFull ? ['many functions', 'deep stacks'] : ['many functions'])(
    '%s, of 64 MiB',
    async (name) => {
      const { outcome, bytes, tookBytes } = await readHostile(name, 64);
      expect(outcome).toMatch(/^ProfileFormatError: The profile has more than \d+ /);
      expect(bytes).toBeGreaterThan(60_000_000);
      expect(tookBytes).toBeLessThan(mostBytes);
    },
  );

  test('a bomb', async () => {
    const { outcome, bytes, tookBytes } = await readHostile('bomb');
    expect(outcome).toMatch(/^ProfileFormatError: .*unpacked/);
    // The output is dropped in chunks when it is too large; the chunks are in memory until then.
    expect(tookBytes).toBeLessThan(freeBytes + 200 * bytes);
  });
});
