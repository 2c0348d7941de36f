import type { Cores } from '../cores.ts';
import type { SliceAnswer, SliceOrder } from '../load/order.ts';
import type { Load } from './load.ts';
import { busyNanos } from './machine-cpu.ts';
import type { BenchServer } from './server.ts';
import { readThreadCpu, usedBetween } from './thread-cpu.ts';

/** The figures of a slice of load. */
export interface Slice extends Omit<SliceAnswer, 'failure'> {
  /** CPU of the whole server process during the slice. */
  readonly cpuNanos: number;
  /** Threads of it that ended during the slice, whose CPU is not counted. */
  readonly endedThreads: number;
  /** The share of the server's core that other processes used, other variants' servers among them. */
  readonly othersShare: number;
}

export async function runSlice(
  server: BenchServer,
  load: Load,
  cores: Cores | undefined,
  order: Omit<SliceOrder, 'port'>,
): Promise<Slice> {
  const busyBefore = busyNanos(cores?.server);
  const cpuBefore = readThreadCpu(server.pid);
  const start = performance.now();
  const { failure, ...answer } = await load.run({ ...order, port: server.port });
  const { nanos, endedThreads } = usedBetween(cpuBefore, readThreadCpu(server.pid));
  const taken = (performance.now() - start) * 1_000_000;
  const others = Math.max(0, busyNanos(cores?.server) - busyBefore - nanos);
  return { ...answer, cpuNanos: nanos, endedThreads, othersShare: others / taken };
}

/** Microseconds of CPU for a request. */
export function cpuMicrosOf(slices: readonly Slice[]): number {
  return totalOf(slices, ({ cpuNanos }) => cpuNanos) / totalOf(slices, ({ requests }) => requests) / 1000;
}

/** Requests a second. */
export function rateOf(slices: readonly Slice[]): number {
  return (totalOf(slices, ({ requests }) => requests) / totalOf(slices, ({ millis }) => millis)) * 1000;
}

function totalOf(slices: readonly Slice[], part: (slice: Slice) => number): number {
  return slices.reduce((sum, slice) => sum + part(slice), 0);
}
