import type { Cores } from '../cores.ts';
import { pathsOf, type Workload } from '../workloads.ts';
import { busyMicros } from './bystanders.ts';
import type { Load } from './load.ts';
import type { BenchServer } from './server.ts';

/** What a slice of load showed. */
export interface Slice {
  readonly requests: number;
  /** Of the whole server process, for each request. */
  readonly cpuMicros: number;
  readonly p99Millis: number;
  /** The part of its core that the load took. */
  readonly loadShare: number;
  /** The part of the two cores that other processes took, whichever lost more. */
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
