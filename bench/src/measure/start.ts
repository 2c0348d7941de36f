import { type Random, shuffle } from '../../../apps/shop/src/random.ts';
import type { Cores } from '../cores.ts';
import type { SliceOrder } from '../load/order.ts';
import { countOf } from '../peers/read/table.ts';
import { figuresOf, type Round, runRounds } from '../rounds.ts';
import { median } from '../statistics.ts';
import type { ProfilerSettings, Variant } from '../variants/variant.ts';
import { pathsOf, type Workload } from '../workloads.ts';
import { watchBetween } from './between.ts';
import { rateOfHalfLoad } from './half-load.ts';
import type { Load } from './load.ts';
import { residentMebibytes } from './memory.ts';
import { latencySettlingMillis, longestWarmUpMillis, type Plan, warmUpMillis } from './plan.ts';
import { type BenchServer, type ProfilerFacts, startServer } from './server.ts';
import { cpuMicrosOf, rateOf, runSlice, type Slice } from './slice.ts';
import { warmUpParts } from './warm-up.ts';

export interface StartOptions {
  readonly node: string;
  readonly cores: Cores | undefined;
  readonly load: Load;
  readonly framework: string;
  readonly workload: Workload;
  readonly variants: readonly Variant[];
  readonly profiler: ProfilerSettings;
  /** Rounds of work in the work handler. */
  readonly workRounds: number;
  readonly plan: Plan;
  /** Called after each slice, with the milliseconds of CPU that it was to take. */
  onSlice(millis: number): void;
}

/** What was measured while one set of processes lived. */
export interface Start {
  readonly cpu: readonly Round<Slice>[];
  readonly latency: readonly Round<Slice>[];
  /** Requests a second in the slices of latency; 0 if there are none. */
  readonly rate: number;
  /** CPU outside a variant's slices, as a share of that time: of idle samplers, and of work put off. */
  readonly shareBetween: ReadonlyMap<string, number>;
  readonly facts: ReadonlyMap<string, ProfilerFacts>;
  /** Resident memory at the end. */
  readonly mebibytes: ReadonlyMap<string, number>;
  /** What each peer has recorded: samples, or spans; or why there are none. */
  readonly recorded: ReadonlyMap<string, number | string>;
}

/** Connections of the load; those of a set rate are more, so that a short stall does not hold back requests. */
const connections = 32;
const connectionsAtRate = 64;

type Pace = Omit<SliceOrder, 'port' | 'paths' | 'connections'>;

/** Starts all variants at once, warms them up, and gives them slices of load in turn. */
export async function measureStart(options: StartOptions, random: Random): Promise<Start> {
  const { load, cores, workload, variants, plan } = options;
  const names = variants.map(({ name }) => name);
  const servers = new Map<string, BenchServer>();
  const sent = new Map<string, number>();
  const run = async (name: string, pace: Pace): Promise<Slice> => {
    const order = {
      paths: pathsOf[workload],
      connections: pace.rate === undefined ? connections : connectionsAtRate,
      ...pace,
    };
    const slice = await runSlice(servers.get(name) as BenchServer, load, cores, order);
    sent.set(name, (sent.get(name) ?? 0) + slice.requests);
    return slice;
  };
  const measured = async (name: string, millis: number, pace: Pace): Promise<Slice> => {
    const slice = await run(name, pace);
    options.onSlice(millis);
    return slice;
  };
  /** By requests, not by time: V8 compiles what has been called often, however long that took. */
  const warmUp = async (name: string): Promise<Slice> => {
    let nanos = 0;
    let last: Slice | undefined;
    for (const { requests, collects } of warmUpParts(plan.warmUpRequests)) {
      last = await run(name, { requests });
      nanos += last.cpuNanos;
      if (collects) await (servers.get(name) as BenchServer).ask('collect', 0);
      if (nanos >= longestWarmUpMillis * 1_000_000) break;
    }
    options.onSlice(warmUpMillis);
    return last as Slice;
  };

  try {
    for (const name of shuffle(random, names)) servers.set(name, await startVariant(name, options));
    const warm = new Map<string, Slice>();
    for (const name of shuffle(random, names)) warm.set(name, await warmUp(name));
    const [base = ''] = names;
    const requests = Math.ceil((plan.sliceMillis * 1000) / cpuMicrosOf([warm.get(base) as Slice]));
    const slice = (name: string): Promise<Slice> => measured(name, plan.sliceMillis, { requests });
    // Servers are slow for some rounds after they have waited for the others.
    await runRounds(names, plan.settlingRounds, random, slice);
    const between = watchBetween(servers);
    const cpu = await runRounds(names, plan.rounds, random, slice);
    const shareBetween = between(cpu);
    const millis = latencySettlingMillis + plan.latencyMillis;
    const rate =
      plan.latencyRounds === 0
        ? 0
        : await rateOfHalfLoad(median(figuresOf(cpu, base, rateOf)), (rate) =>
            run(base, { millis, rate, seed: 0 }),
          );
    const full = variants.filter(({ inFull }) => inFull).map(({ name }) => name);
    const latency = await runRounds(full, plan.latencyRounds, random, (name, round) =>
      // The same times of requests for all variants of a round.
      measured(name, millis, { millis, settlingMillis: latencySettlingMillis, rate, seed: round + 1 }),
    );
    const mebibytes = new Map([...servers].map(([name, { pid }]) => [name, residentMebibytes(pid)]));
    const facts = new Map<string, ProfilerFacts>();
    const recorded = new Map<string, number | string>();
    for (const { name, records, isPeer } of variants) {
      const server = servers.get(name) as BenchServer;
      if (records) facts.set(name, await checkedFacts(name, server, sent.get(name) ?? 0));
      if (isPeer) recorded.set(name, await recordedBy(name, server));
    }
    return { cpu, latency, rate, shareBetween, facts, mebibytes, recorded };
  } finally {
    for (const server of servers.values()) await server.stop();
  }
}

function startVariant(variant: string, options: StartOptions): Promise<BenchServer> {
  const { node, cores, framework, profiler, workRounds } = options;
  return startServer({ node, core: cores?.server, framework, variant, profiler, rounds: workRounds });
}

/** What a peer has recorded, or why it has nothing: the others are not worth less for that. */
async function recordedBy(name: string, server: BenchServer): Promise<number | string> {
  try {
    return await countOf(name, await server.end());
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Checks that the profiler recorded everything: one that recorded nothing would be cheap. */
async function checkedFacts(name: string, server: BenchServer, sent: number): Promise<ProfilerFacts> {
  const facts = await server.facts();
  // The profiler leaves out a process's first request.
  if (facts.requests !== sent - 1)
    throw new Error(`${name} has ${facts.requests} requests, but ${sent} were sent`);
  if (facts.failures.length > 0) throw new Error(`${name} failed: ${facts.failures.join('; ')}`);
  return facts;
}
