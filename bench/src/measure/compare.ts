import type { Framework } from '../frameworks.ts';
import type { Variant } from '../servers/variant.ts';
import { median, type Spread, spreadOf } from '../statistics.ts';
import { pathsOf, type Workload } from '../workloads.ts';
import type { Load } from './load.ts';
import { type BenchServer, type ProfilerFacts, startServer } from './server.ts';

/** What one variant cost, beside the plain app. */
export interface Cost {
  readonly cpuMicros: number;
  readonly p99Millis: number;
  /** To the plain app's slice next to it. */
  readonly cpuRatio: Spread;
  readonly p99Ratio: Spread;
}

export interface Comparison {
  readonly framework: Framework;
  readonly workload: Workload;
  readonly costs: ReadonlyMap<Variant, Cost>;
  /** One a process of the profiled variant. */
  readonly facts: readonly ProfilerFacts[];
  /** The largest share of its core that the load took: near 1, the load was the limit. */
  readonly loadShare: number;
}

export interface CompareOptions {
  readonly node: string;
  readonly core: number | undefined;
  readonly load: Load;
  readonly framework: Framework;
  readonly workload: Workload;
  readonly variants: readonly Variant[];
  readonly rounds: number;
  readonly rate: number | undefined;
  readonly slices: number;
  readonly sliceMillis: number;
  readonly warmUpMillis: number;
  onSlice(): void;
}

interface Slice {
  readonly cpuMicros: number;
  readonly p99Millis: number;
}

const connections = 32;
/** Two processes of one program differ by some percent for as long as they live, so pairs get fresh ones. */
const slicesPerProcess = 4;

export async function compare(options: CompareOptions): Promise<Comparison> {
  const { node, core, framework, workload, variants, rounds, rate, slices } = options;
  const taken = new Map<Variant, Slice[]>(variants.map((variant) => [variant, []]));
  const facts: ProfilerFacts[] = [];
  let loadShare = 0;
  for (let done = 0; done < slices; done += slicesPerProcess) {
    const servers = new Map<Variant, BenchServer>();
    try {
      for (const variant of variants) {
        servers.set(variant, await startServer({ node, core, framework, variant, rounds, rate }));
      }
      const counts = new Map<Variant, number>();
      const run = async (variant: Variant, millis: number): Promise<Slice> => {
        const server = servers.get(variant) as BenchServer;
        const before = await server.ask('cpu');
        const order = { port: server.port, paths: pathsOf[workload], connections, millis };
        const answer = await options.load.run(order);
        const cpu = (await server.ask('cpu')) - before;
        counts.set(variant, (counts.get(variant) ?? 0) + answer.requests);
        loadShare = Math.max(loadShare, answer.cpuShare);
        return { cpuMicros: cpu / answer.requests, p99Millis: answer.p99Millis };
      };
      for (const variant of variants) await run(variant, options.warmUpMillis);
      for (let i = done; i < Math.min(slices, done + slicesPerProcess); i++) {
        for (const variant of i % 2 === 0 ? variants : [...variants].reverse()) {
          taken.get(variant)?.push(await run(variant, options.sliceMillis));
          options.onSlice();
        }
      }
      const profiled = servers.get('profiled');
      if (profiled) facts.push(await checkedFacts(profiled, counts.get('profiled') ?? 0));
    } finally {
      for (const server of servers.values()) await server.stop();
    }
  }
  const plain = taken.get('plain') ?? [];
  return {
    framework,
    workload,
    costs: new Map([...taken].map(([variant, own]) => [variant, costOf(own, plain)])),
    facts,
    loadShare,
  };
}

/** A profiler that recorded nothing would be cheap. */
async function checkedFacts(server: BenchServer, sent: number): Promise<ProfilerFacts> {
  const facts = await server.facts();
  // The process's first request is left out.
  if (facts.requests !== sent - 1) {
    throw new Error(`the profiler has ${facts.requests} requests, but ${sent} were sent`);
  }
  if (facts.failures.length > 0) throw new Error(`the profiler failed: ${facts.failures.join('; ')}`);
  return facts;
}

function costOf(own: readonly Slice[], plain: readonly Slice[]): Cost {
  const ratios = (value: (slice: Slice) => number): Spread =>
    spreadOf(own.map((slice, i) => value(slice) / value(plain[i] as Slice)));
  return {
    cpuMicros: median(own.map(({ cpuMicros }) => cpuMicros)),
    p99Millis: median(own.map(({ p99Millis }) => p99Millis)),
    cpuRatio: ratios(({ cpuMicros }) => cpuMicros),
    p99Ratio: ratios(({ p99Millis }) => p99Millis),
  };
}
