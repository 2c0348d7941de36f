import { describe, expect, test } from 'vitest';
import { createReadings, resolvePart } from '../../src/answers/readings.ts';
import type { ReportSubject } from '../../src/answers/report-subject.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { WindowSummary } from '../../src/profile/window-summary.ts';
import { wholePart } from '../../src/query/part.ts';
import { systemMicros } from '../../src/sample/system-clock.ts';
import { type Choice, everything } from '../../src/store/choice.ts';

const version = (name: string, startMicros: number): WindowSummary => ({
  id: name,
  sources: [{ service: 's', version: name, instance: name, pid: 1, node: '24', engine: 'e', rate: 99 }],
  startMicros,
  endMicros: startMicros + 5,
  requests: 1,
  cpuMicros: 1,
  latency: { bin: new Int32Array(), count: new Float64Array(), sumMicros: 0, maxMicros: 0 },
});

/** A subject that records its queries. */
function subjectOf(fixed = false) {
  const asked: Choice[] = [];
  const subject = {
    read: async (choice: Choice) => {
      asked.push(choice);
      if (choice.version === 'broken') throw new Error('The disk is gone.');
      return {
        window: mergeWindows([]),
        slices: [],
        stamp: 's',
        history: {
          summaries: [version('1', 100), version('2', 200)],
          services: ['s'],
          clearedMicros: 0,
          store: { kind: 'memory' as const, windows: 2, bytes: 0, problems: [] },
          instance: '1',
        },
        evidence: [],
      };
    },
    status: () => ({ ...(fixed ? { fixed: true as const } : {}) }),
  } as unknown as ReportSubject;
  const positions = { resolve: async () => [], readSource: async () => '' };
  return { asked, subject, readings: createReadings(subject, positions) };
}

describe('a part without measurements', () => {
  test.each(['version', 'process', 'service'])('is refused: %s', async (name) => {
    const { readings } = subjectOf();
    await expect(readings.read({ ...wholePart, [name]: 'nope' })).rejects.toThrow(
      new RegExp(`^Nothing is kept of the ${name} "nope"\\. .*leave ${name} out\\.$`),
    );
    const known = { version: '1', process: '2', service: 's' }[name] ?? '';
    expect(await readings.read({ ...wholePart, [name]: known })).toBeDefined();
    expect(await readings.read({ ...wholePart, service: '*' })).toBeDefined();
  });
});

describe('readings', () => {
  test('requests for the same part at the same time share a reading', async () => {
    const { asked, readings } = subjectOf();
    const part = { ...wholePart, from: '-5m' };
    const [one, other] = await Promise.all([readings.read(part), readings.read({ ...part })]);
    expect(one).toBe(other);
    expect(asked).toHaveLength(1);
    await readings.read({ ...part, version: '2' });
    expect(asked).toHaveLength(2);
  });

  test('are read again after they were forgotten, and after one that failed', async () => {
    const { asked, readings } = subjectOf();
    const first = readings.read(wholePart);
    readings.forget();
    expect(readings.read(wholePart)).not.toBe(first);
    await first;
    const broken = { ...wholePart, version: 'broken' };
    await expect(readings.read(broken)).rejects.toThrow('The disk is gone.');
    await expect(readings.read(broken)).rejects.toThrow('The disk is gone.');
    expect(asked).toHaveLength(4);
  });

  test('adjacent ages do not overlap', async () => {
    const { readings } = subjectOf();
    const head = await readings.read({ ...wholePart, from: '-1h' });
    const base = await readings.read({ ...wholePart, from: '-2h', to: '-1h' }, head.nowMicros);
    expect(base.choice.toMicros).toBe(head.choice.fromMicros);
    expect(Math.abs(head.nowMicros - systemMicros())).toBeLessThan(60e6);
  });

  test('from=deploy is resolved without adding up windows', async () => {
    const { asked, subject } = subjectOf();
    const choice = await resolvePart({ ...wholePart, from: 'deploy', service: 's' }, 1e9, subject);
    expect(choice).toEqual({ ...everything, service: 's', fromMicros: 200 });
    expect(asked).toEqual([{ ...everything, service: 's', fromMicros: Number.POSITIVE_INFINITY }]);
  });

  test('a file has no parts', async () => {
    const { readings } = subjectOf(true);
    await readings.read(wholePart);
    await expect(readings.read({ ...wholePart, from: '-5m' })).rejects.toThrow(/one span of time/);
  });
});
