import type { Cores } from '../cores.ts';
import type { Framework } from '../frameworks.ts';
import type { Variant } from '../servers/variant.ts';
import { median, type Spread, spreadOf } from '../statistics.ts';
import type { Workload } from '../workloads.ts';
import type { Load } from './load.ts';
import { type BenchServer, type ProfilerFacts, startServer } from './server.ts';
import { runSlice, type Slice } from './slice.ts';

/** The cost of one variant, compared with the plain app. */
export interface Cost {
  readonly cpuMicros: number;
  readonly p99Millis: number;
  /** The ratio to the plain app's adjacent slice. */
  readonly cpuRatio: Spread;
  readonly p99Ratio: Spread;
}

export interface Comparison {
  readonly framework: Framework;
  readonly workload: Workload;
  readonly costs: ReadonlyMap<Variant, Cost>;
  /** One entry for each process of the profiled variant. */
  readonly facts: readonly ProfilerFacts[];
  /** The largest share of its core that the load used. Near 1, the load was the bottleneck. */
  readonly loadShare: number;
  /** Rounds that were measured again because other processes were busy, and rounds that count although they were. */
  readonly repeated: number;
  readonly disturbed: number;
}

export interface CompareOptions {
  readonly node: string;
  readonly cores: Cores | undefined;
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

type Round = ReadonlyMap<Variant, Slice>;

/**
 * Two processes of one program differ by some percent for as long as they live, so pairs restart after this many
 * slices.
 */
const slicesPerProcess = 12;
const mostBystanding = 0.1;
/** Bounds the repeats on a machine that is always busy. */
const mostRepeatsPerSlice = 2;

export async function compare(options: CompareOptions): Promise<Comparison> {
  const { framework, workload, variants, slices } = options;
  const kept: Round[] = [];
  const facts: ProfilerFacts[] = [];
  let repeated = 0;
  while (kept.length < slices) {
    const servers = new Map<Variant, BenchServer>();
    try {
      for (const variant of variants) servers.set(variant, await start(variant, options));
      const sent = new Map<Variant, number>();
      const run = async (variant: Variant, millis: number): Promise<Slice> => {
        const server = servers.get(variant) as BenchServer;
        const slice = await runSlice(server, options.load, options.cores, workload, millis);
        sent.set(variant, (sent.get(variant) ?? 0) + slice.requests);
        return slice;
      };
      for (const variant of variants) await run(variant, options.warmUpMillis);
      const until = Math.min(slices, kept.length + slicesPerProcess);
      for (let number = 0; kept.length < until; number++) {
        const round = new Map<Variant, Slice>();
        for (const variant of number % 2 === 0 ? variants : [...variants].reverse()) {
          round.set(variant, await run(variant, options.sliceMillis));
        }
        if (isDisturbed(round) && repeated < slices * mostRepeatsPerSlice) repeated++;
        else {
          kept.push(round);
          for (const _ of variants) options.onSlice();
        }
      }
      const profiled = servers.get('profiled');
      if (profiled) facts.push(await checkedFacts(profiled, sent.get('profiled') ?? 0));
    } finally {
      for (const server of servers.values()) await server.stop();
    }
  }
  return {
    framework,
    workload,
    costs: new Map(variants.map((variant) => [variant, costOf(variant, kept)])),
    facts,
    loadShare: Math.max(...kept.flatMap((round) => [...round.values()].map(({ loadShare }) => loadShare))),
    repeated,
    disturbed: kept.filter(isDisturbed).length,
  };
}

function start(
  variant: Variant,
  { node, cores, framework, rounds, rate }: CompareOptions,
): Promise<BenchServer> {
  return startServer({ node, core: cores?.server, framework, variant, rounds, rate });
}

function isDisturbed(round: Round): boolean {
  return [...round.values()].some(({ bystanderShare }) => bystanderShare > mostBystanding);
}

/** Checks that the profiler recorded everything: one that recorded nothing would be cheap. */
async function checkedFacts(server: BenchServer, sent: number): Promise<ProfilerFacts> {
  const facts = await server.facts();
  // The profiler leaves out a process's first request.
  if (facts.requests !== sent - 1) {
    throw new Error(`the profiler has ${facts.requests} requests, but ${sent} were sent`);
  }
  if (facts.failures.length > 0) throw new Error(`the profiler failed: ${facts.failures.join('; ')}`);
  return facts;
}

function costOf(variant: Variant, rounds: readonly Round[]): Cost {
  const all = (value: (slice: Slice) => number, of = variant): number[] =>
    rounds.map((round) => value(round.get(of) as Slice));
  const ratios = (value: (slice: Slice) => number): Spread => {
    const plain = all(value, 'plain');
    return spreadOf(all(value).map((own, i) => own / (plain[i] as number)));
  };
  return {
    cpuMicros: median(all(({ cpuMicros }) => cpuMicros)),
    p99Millis: median(all(({ p99Millis }) => p99Millis)),
    cpuRatio: ratios(({ cpuMicros }) => cpuMicros),
    p99Ratio: ratios(({ p99Millis }) => p99Millis),
  };
}
