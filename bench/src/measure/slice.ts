import type { Cores } from '../cores.ts';
import { pathsOf, type Workload } from '../workloads.ts';
import { busyMicros } from './bystanders.ts';
import type { Load } from './load.ts';
import type { BenchServer } from './server.ts';

/** The figures of a slice of load. */
export interface Slice {
  readonly requests: number;
  /** CPU of the whole server process, per request. */
  readonly cpuMicros: number;
  readonly p99Millis: number;
  /** The share of its core that the load used. */
  readonly loadShare: number;
  /** The share of a core that other processes used: the larger one of the two cores. */
  readonly bystanderShare: number;
}

const connections = 32;

export async function runSlice(
  server: BenchServer,
  load: Load,
  cores: Cores | undefined,
  workload: Workload,
  millis: number,
): Promise<Slice> {
  const busyBefore = [busyMicros(cores?.server), busyMicros(cores?.load)] as const;
  const cpuBefore = await server.ask('cpu');
  const start = performance.now();
  const answer = await load.run({ port: server.port, paths: pathsOf[workload], connections, millis });
  const taken = (performance.now() - start) * 1000;
  const cpu = (await server.ask('cpu')) - cpuBefore;
  const onServerCore = busyMicros(cores?.server) - busyBefore[0] - cpu;
  const onLoadCore = busyMicros(cores?.load) - busyBefore[1] - answer.cpuShare * answer.millis * 1000;
  return {
    requests: answer.requests,
    cpuMicros: cpu / answer.requests,
    p99Millis: answer.p99Millis,
    loadShare: answer.cpuShare,
    bystanderShare: Math.max(0, onServerCore, onLoadCore) / taken,
  };
}
