import { Connection } from './connection.ts';

/** A slice of load to generate, ordered by the measuring process. */
export interface SliceOrder {
  readonly port: number;
  /** Requested one after the other, over and over. */
  readonly paths: readonly string[];
  readonly connections: number;
  readonly millis: number;
}

export interface SliceAnswer {
  readonly requests: number;
  readonly millis: number;
  readonly p99Millis: number;
  /** The CPU share of this process. Near 1, the load and not the server was the bottleneck. */
  readonly cpuShare: number;
  readonly failures: number;
  readonly firstFailure: string;
}

process.on('message', async (order: SliceOrder) => {
  process.send?.(await generate(order));
});
process.on('disconnect', () => process.exit(0));

async function generate({ port, paths, connections, millis }: SliceOrder): Promise<SliceAnswer> {
  const requests = paths.map((path) =>
    Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, 'latin1'),
  );
  const latencies: number[] = [];
  let asked = 0;
  let failures = 0;
  let firstFailure = '';
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const end = start + millis;
  const next = () => (performance.now() < end ? requests[asked++ % requests.length] : undefined);
  const sink = {
    answered: (taken: number) => void latencies.push(taken),
    failed: (reason: string) => {
      if (failures++ === 0) firstFailure = reason;
    },
  };
  await Promise.all(
    Array.from(
      { length: connections },
      () => new Promise<void>((done) => new Connection(port, next, sink, done)),
    ),
  );
  const taken = performance.now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  const sorted = Float64Array.from(latencies).sort();
  return {
    requests: sorted.length,
    millis: taken,
    p99Millis: sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? Number.NaN,
    cpuShare: (cpu.user + cpu.system) / 1000 / taken,
    failures,
    firstFailure,
  };
}
