import { type HookCosts, microsOf } from './hook-costs.ts';

/** A kind of requests that is traced evenly, such as one path. */
interface Group {
  /** In this second. */
  arrivals: number;
  /** Requests per second, a moving mean. */
  rate: number;
  probability: number;
  /** Traces in one second, if no more requests come than before. */
  wanted: number;
  idleSeconds: number;
}

export interface ChoiceOptions {
  /** The share of a core that tracing may cost, 0 to 1. With 1, every request is traced. */
  readonly budget: number;
  readonly costs: HookCosts;
  /** The most that it may cost in a second, in microseconds, where another budget leaves less. */
  readonly mostMicros?: (() => number) | undefined;
  /** Between 0 and 1, 1 excluded. */
  readonly random: () => number;
}

/** Decides which requests are traced. */
export interface TraceChoice {
  /** How many requests a trace of this one would stand for, in thousandths; 0 when it is not to be traced. */
  choose(group: object | string, nowMicros: number): number;
  /** The costs at which traces that are under way must end. */
  limitMicros(): number;
}

const secondMicros = 1_000_000;
/** The budget may be saved up for this long. */
const savedSeconds = 10;
const mostGroups = 2_000;
/** Until something was measured. */
const assumedTraceMicros = 500;
/** How much of a new measurement goes into a mean. */
const share = 0.3;
const forgottenSeconds = 60;
/** Of a new group, in its first second. */
const startTraces = 2;

/**
 * Every group gets as many traces as the others while the budget allows, chosen by chance alone: a request is traced with
 * the probability that its group had before it came, and its trace stands for 1 / that many requests. So means are
 * unbiased, whatever a request costs or how long it takes.
 */
export function createTraceChoice({ budget, costs, mostMicros, random }: ChoiceOptions): TraceChoice {
  const groups = new Map<object | string, Group>();
  const most = (): number => mostMicros?.() ?? Number.POSITIVE_INFINITY;
  const isUnlimited = (): boolean => budget >= 1 && most() === Number.POSITIVE_INFINITY;
  let budgetMicros = budget * secondMicros;
  let savedMicros = savedSeconds * budgetMicros;
  let sinceMicros = 0;
  let spentMicros = 0;
  let spentBefore = 0;
  let started = 0;
  let traceMicros = assumedTraceMicros;

  const spend = (): void => {
    const all = microsOf(costs);
    savedMicros -= all - spentMicros;
    spentMicros = all;
  };

  /** Once a second: what a trace costs, and with that each group's probability. */
  const adapt = (nowMicros: number): void => {
    const seconds = (nowMicros - sinceMicros) / secondMicros;
    budgetMicros = Math.min(budget * secondMicros, most());
    spend();
    if (started > 0) traceMicros += share * ((spentMicros - spentBefore) / started - traceMicros);
    spentBefore = spentMicros;
    savedMicros = Math.min(savedSeconds * budgetMicros, savedMicros + seconds * budgetMicros);
    sinceMicros = nowMicros;
    started = 0;
    const active: Group[] = [];
    for (const [key, group] of groups) {
      const rate = group.arrivals / seconds;
      group.rate = group.rate === 0 ? rate : group.rate + share * (rate - group.rate);
      group.idleSeconds = group.arrivals === 0 ? group.idleSeconds + seconds : 0;
      group.arrivals = 0;
      if (group.idleSeconds > forgottenSeconds) groups.delete(key);
      else active.push(group);
    }
    // Spends less as the savings shrink, so that they hardly ever run out.
    const thrift = Math.min(1, Math.max(0.05, (2 * savedMicros) / (savedSeconds * budgetMicros)));
    divide(active, (thrift * budgetMicros) / Math.max(1, traceMicros));
  };

  /** Divides traces per second evenly; what a rare group leaves goes to the others. */
  const divide = (active: Group[], traces: number): void => {
    active.sort((a, b) => a.rate - b.rate);
    let left = traces;
    active.forEach((group, i) => {
      const wanted = Math.min(group.rate, left / (active.length - i));
      left -= wanted;
      group.wanted = wanted;
      group.probability = group.rate === 0 ? 1 : Math.min(1, wanted / group.rate);
    });
  };

  return {
    choose(key, nowMicros) {
      if (isUnlimited()) return 1000;
      if (nowMicros - sinceMicros >= secondMicros) adapt(nowMicros);
      let group = groups.get(key);
      if (group === undefined) {
        if (groups.size >= mostGroups) return 0;
        groups.set(
          key,
          (group = { arrivals: 0, rate: 0, probability: 1, wanted: startTraces, idleSeconds: 0 }),
        );
      }
      group.arrivals++;
      // In a burst, and in the first second of a group, the more have come the fewer are traced.
      const probability = Math.min(group.probability, (2 * group.wanted + 1) / group.arrivals);
      if (random() >= probability) return 0;
      spend();
      if (savedMicros <= 0) return 0;
      started++;
      return Math.round(1000 / probability);
    },
    limitMicros() {
      if (isUnlimited()) return Number.POSITIVE_INFINITY;
      spend();
      return spentMicros + Math.max(0, savedMicros);
    },
  };
}
