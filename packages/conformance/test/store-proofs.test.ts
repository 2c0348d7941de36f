import { describe, expect, test } from 'vitest';
import { proveBrokenDisk } from '../proofs/store/broken-disk.ts';
import { proveCrowd } from '../proofs/store/crowd.ts';
import { proveKills } from '../proofs/store/kills.ts';

// Short runs of `prove:store`.
describe('a folder of measurements', () => {
  test('survives writers that are killed', async () => {
    const { wrong, rounds, written, found, files } = await proveKills(3, () => {});
    expect(wrong).toEqual([]);
    expect(rounds).toBe(3);
    expect(written).toBeGreaterThan(10);
    expect(found).toBeGreaterThanOrEqual(written);
    expect(files).toBeLessThan(found);
  });

  test('is right in every view, with eight writers, merging and a clear', async () => {
    const { wrong, views, added, addedAfterClear, windows } = await proveCrowd(4);
    expect(wrong).toEqual([]);
    expect(views).toBeGreaterThan(3);
    expect(addedAfterClear).toBeLessThan(added);
    expect(windows).toBe(addedAfterClear);
  });

  test('on a disk that breaks and is repaired', async () => {
    const names: string[] = [];
    await proveBrokenDisk(({ name, wrong }) => {
      names.push(name);
      expect(wrong, name).toEqual([]);
    });
    // The last two need the right to mount a disk, which is there in CI.
    expect(names).toEqual(['removed', 'slow', 'garbage', 'read-only', 'full']);
  });
});
