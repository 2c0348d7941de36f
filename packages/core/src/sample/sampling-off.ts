import { performance } from '../clock.ts';
import { TreeFlattener } from './flatten.ts';
import { libuvIdleMillis } from './loop-idle.ts';
import { epochMicros, type SampleBatch } from './source.ts';
import { createThreadCpuClock } from './thread-cpu.ts';
import { createRounding } from './weigh.ts';

/** Measures the time in which no samples are taken: the loop's idle clock is exact then, because no signal disturbs it. */
export interface OffClock {
  /** From now on no samples are taken. */
  start(): void;
  /** What has passed since the start, or since the last batch. */
  take(): SampleBatch;
  close(): void;
}

export function createOffClock(): OffClock {
  const cpu = createThreadCpuClock();
  const read = () => ({
    atMicros: performance.now() * 1000,
    idleMicros: libuvIdleMillis() * 1000,
    cpuMicros: cpu.read(),
  });
  const rounds = [createRounding(), createRounding(), createRounding()] as const;
  let last = read();
  return {
    start() {
      last = read();
    },
    take() {
      const now = read();
      const micros = now.atMicros - last.atMicros;
      const idle = Math.min(micros, Math.max(0, now.idleMicros - last.idleMicros));
      const used = now.cpuMicros - last.cpuMicros;
      const wallMicros = rounds[0](micros - idle);
      const batch: SampleBatch = {
        ...noSamples,
        fromMicros: last.atMicros + epochMicros,
        toMicros: now.atMicros + epochMicros,
        idleMicros: rounds[1](idle),
        off: {
          micros: Math.round(micros),
          wallMicros,
          // NaN without a CPU clock. A thread may have used a core while it was about to wait.
          cpuMicros: Math.min(wallMicros, rounds[2](Number.isNaN(used) ? 0 : Math.max(0, used))),
        },
      };
      last = now;
      return batch;
    },
    close: cpu.close,
  };
}

const noSamples = {
  node: new Int32Array(0),
  kind: new Uint8Array(0),
  scope: [],
  timeMicros: new Float64Array(0),
  wallMicros: new Float64Array(0),
  cpuMicros: new Float64Array(0),
  stacks: new TreeFlattener().finish(),
  exact: undefined,
  ioMicros: 0,
  lost: 0,
};
