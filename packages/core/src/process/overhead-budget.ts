import type { RequestLog } from '../record/request-log.ts';
import type { OverheadCosts } from './overhead-costs.ts';
import { type OverheadRates, type OverheadShares, sharesWithin } from './overhead-shares.ts';

export interface OverheadBudgetOptions {
  /** 0 to 1: a share of one core, or of what the process uses when that is more. */
  readonly maxOverhead: number;
  /** Called once a second. */
  readonly costs: () => OverheadCosts;
  /** Samples per second. */
  readonly rate: () => number;
  /** All sums since the start, in microseconds of CPU, or calls. */
  readonly clocks: {
    nowMicros(): number;
    /** Of the process; of its thread for a worker. */
    cpuMicros(): number;
    /** Of the profiler's pieces of work in the background. */
    pieceMicros(): number;
    traceMicros(): number;
    hookCalls(): number;
    /** At the loop. */
    looks(): number;
  };
  readonly isSampling: () => boolean;
  readonly onShares: (shares: OverheadShares) => void;
}

/** Measures what the profiler costs, and divides the budget. */
export interface OverheadBudget {
  addRequests(log: RequestLog): void;
  /** Call it often: it decides about once a second. */
  adapt(): void;
  /** What tracing may cost in a second. */
  traceMicros(): number;
  /** How many turns of the loop may be watched in a second. */
  mostTurns(): number;
  /** Its recent cost, as a share of the same as `maxOverhead`. */
  share(): number;
}

const secondMicros = 1_000_000;
/** Before the first decision. */
const startMicros = 10 * secondMicros;
/** How much of a second goes into a mean. */
const newness = 0.15;
/** How much of the budget turns that are watched may take. Where they are not, some 100 looks a second are left. */
const looksShare = 0.1;
/** How much of it tracing may take. */
const [leastForTraces, mostForTraces] = [0.1, 0.5];

interface Sums {
  readonly atMicros: number;
  readonly cpuMicros: number;
  readonly pieceMicros: number;
  readonly traceMicros: number;
  readonly hookCalls: number;
  readonly looks: number;
  readonly requests: number;
  readonly followed: number;
}

export function createOverheadBudget(options: OverheadBudgetOptions): OverheadBudget {
  const { maxOverhead, clocks, isSampling } = options;
  let costs = options.costs();
  let requests = 0;
  let followed = 0;
  const read = (): Sums => ({
    atMicros: clocks.nowMicros(),
    cpuMicros: clocks.cpuMicros(),
    pieceMicros: clocks.pieceMicros(),
    traceMicros: clocks.traceMicros(),
    hookCalls: clocks.hookCalls(),
    looks: clocks.looks(),
    requests,
    followed,
  });
  const began = clocks.nowMicros();
  let last = read();
  let wasSampling = isSampling();
  /** Means, per second. */
  const means = { cpu: 0, requests: 0, looks: 0, pieces: 0, drains: 0, traces: 0, hooks: 0, cost: 0 };
  const known = new Set<string>();
  const move = (name: keyof typeof means, value: number, seconds: number): void => {
    const share = known.has(name) ? 1 - (1 - newness) ** seconds : 1;
    known.add(name);
    means[name] += share * (value - means[name]);
  };
  const wholeMicros = (): number => Math.max(means.cpu, secondMicros);
  const allowed = (): number => maxOverhead * wholeMicros();

  /** Per second, without pieces of work. */
  const countingOf = (ofRequests: number, looks: number): number =>
    ofRequests * costs.requestMicros(means.requests) + looks * costs.lookMicros;
  const samplingOf = (hooks: number, cpu: number): number =>
    options.rate() * costs.sampleMicros(options.rate()) + hooks * costs.hookMicros + cpu * costs.slowdown;

  const rates = (): OverheadRates => ({
    allowedMicros: allowed(),
    countingMicros: countingOf(means.requests, means.looks) + means.pieces + means.traces,
    samplingMicros: samplingOf(means.hooks, means.cpu) + means.drains,
    followingMicros: means.requests * costs.followedMicros,
  });
  /** What everything else leaves of the budget, within bounds: samples and requests come first. */
  const leftForTraces = ({
    allowedMicros,
    countingMicros,
    samplingMicros,
    followingMicros,
  }: OverheadRates) => {
    const left = allowedMicros - (countingMicros - means.traces) - samplingMicros - followingMicros;
    return Math.min(mostForTraces * allowedMicros, Math.max(leastForTraces * allowedMicros, left));
  };
  let traceMicros = mostForTraces * allowed();

  return {
    addRequests(log) {
      requests += log.length;
      for (let i = 0; i < log.length; i++) if (log.weight[i] !== 0) followed++;
    },
    adapt() {
      const now = clocks.nowMicros();
      const isNow = isSampling();
      const micros = now - last.atMicros;
      if (micros < secondMicros && isNow === wasSampling) return;
      const at = read();
      costs = options.costs();
      const seconds = Math.max(0.001, micros / secondMicros);
      const per = (name: keyof Sums): number => (at[name] - last[name]) / seconds;
      move('cpu', per('cpuMicros'), seconds);
      move('requests', per('requests'), seconds);
      move('looks', per('looks'), seconds);
      move('traces', per('traceMicros'), seconds);
      let cost =
        countingOf(per('requests'), per('looks')) +
        per('followed') * costs.followedMicros +
        per('pieceMicros') +
        per('traceMicros');
      if (wasSampling) {
        move('drains', per('pieceMicros'), seconds);
        move('hooks', per('hookCalls'), seconds);
        cost += samplingOf(per('hookCalls'), per('cpuMicros'));
      } else move('pieces', per('pieceMicros'), seconds);
      move('cost', cost, seconds);
      last = at;
      wasSampling = isNow;
      const wanted = rates();
      traceMicros = leftForTraces(wanted);
      if (now - began >= startMicros) options.onShares(sharesWithin(wanted));
    },
    traceMicros: () => traceMicros,
    mostTurns: () => (looksShare * allowed()) / costs.lookMicros,
    share: () => means.cost / wholeMicros(),
  };
}
