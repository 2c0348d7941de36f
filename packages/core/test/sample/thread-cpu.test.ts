import { closeSync, fstatSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { startSampler } from '../../src/sample/sampler.ts';
import { createAwakeClock } from '../../src/sample/thread-cpu.ts';

const clockFiles = (): number[] =>
  readdirSync('/proc/self/fd')
    .map(Number)
    .filter((file) => {
      try {
        return readlinkSync(`/proc/self/fd/${file}`).endsWith('/schedstat');
      } catch {
        return false;
      }
    });

function filesOpenedBy<T>(open: () => T): { opened: T; files: number[] } {
  const before = clockFiles();
  const opened = open();
  return { opened, files: clockFiles().filter((file) => !before.includes(file)) };
}

describe.runIf(process.platform === 'linux')('an app that closes every open file', () => {
  test('stops the clock, and no call fails', () => {
    const { opened: clock, files } = filesOpenedBy(createAwakeClock);
    expect(files).toHaveLength(1);
    expect(clock.read()).toBeGreaterThan(0);
    closeSync(files[0] as number);
    expect(clock.read()).toBeNaN();
    clock.close();
  });

  test('keeps the file that it has opened under the same number', () => {
    const { opened: clock, files } = filesOpenedBy(createAwakeClock);
    const file = files[0] as number;
    expect(clock.read()).toBeGreaterThan(0);
    closeSync(file);
    const own: number[] = [];
    while (own.at(-1) !== file && own.length < 1000) own.push(openSync('/proc/self/cmdline', 'r'));
    expect(own.at(-1)).toBe(file);
    expect(clock.read()).toBeNaN();
    clock.close();
    for (const each of own) {
      expect(() => fstatSync(each)).not.toThrow();
      closeSync(each);
    }
  });

  test('still gets its own event-loop utilization back when the sampler stops', () => {
    const original = performance.eventLoopUtilization;
    const failures: unknown[] = [];
    const { opened: sampler, files } = filesOpenedBy(() =>
      startSampler({
        engine: 'inspector',
        rate: 99,
        onBatch() {},
        onFailure: (error) => failures.push(error),
      }),
    );
    expect(performance.eventLoopUtilization).not.toBe(original);
    for (const file of files) closeSync(file);
    sampler.drain();
    sampler.stop();
    expect(performance.eventLoopUtilization).toBe(original);
    expect(failures).toEqual([]);
  });
});
