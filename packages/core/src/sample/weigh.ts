import { fillUp } from './fill-up.ts';
import { Kind } from './stack-tree.ts';

/**
 * Turns the times of samples into weights. The sum of the weights is the time that the clocks say has passed: a
 * sample stands for the time since the one before it, never for the nominal interval (which a busy machine does not
 * keep: counting samples was 20 to 30 % off).
 */
export interface RawSamples {
  /** Ascending, epoch microseconds. Idle samples included. */
  readonly timeMicros: Float64Array;
  readonly kind: Uint8Array;
  readonly node: Int32Array;
  /** Equal numbers mean the same scope. */
  readonly scopeKey: Int32Array;
  /** Thread CPU time since the sample before. */
  readonly cpuMicros: Float64Array;
}

export interface Weights {
  /** One entry per sample, 0 for idle ones. Whole numbers. A sample's CPU time is never more than its time. */
  readonly wallMicros: Float64Array;
  readonly cpuMicros: Float64Array;
  readonly idleMicros: number;
  /** CPU time that V8 counts as idle, and as much time on the loop: Node's own reads, writes and HTTP parsing. */
  readonly ioMicros: number;
}

export interface Weigher {
  weigh(samples: RawSamples): Weights;
}

/** Rounds to whole numbers so that any sum of results is within 0.5 of the sum of what was given. */
export function createRounding(): (value: number) => number {
  let rest = 0;
  return (value) => {
    const wanted = value + rest;
    const whole = Math.max(0, Math.round(wanted));
    rest = wanted - whole;
    return whole;
  };
}

/** The same, but a result is at most `limit`, a whole number; what exceeds it is added to the next ones. */
export function createLimitedRounding(): (value: number, limit: number) => number {
  let rest = 0;
  return (value, limit) => {
    const wanted = value + rest;
    const whole = Math.min(limit, Math.max(0, Math.round(wanted)));
    rest = wanted - whole;
    return whole;
  };
}

/**
 * A hit stands for one interval, but most of the CPU time behind it is seen between idle samples. So this many intervals
 * of CPU time wait for a hit; only what exceeds them counts as Node's own. All weights together are at most that much
 * short of the elapsed time.
 */
const heldIntervals = 10;

/**
 * A weigher for samples that stand for themselves (engine A). Time goes to the sample at its end, waiting too: Node's
 * own idle clock (`eventLoopUtilization`) cannot be used here, because every signal of the sampler that interrupts a
 * wait makes libuv forget how long it had waited (measured: 0.8 s of 8 s remained).
 *
 * A thread that uses CPU time is not waiting, even where V8 calls it idle. CPU time goes to the busy samples, up to the
 * time that each stands for. The rest was used in libuv and in the HTTP parser, and is taken from the idle time. So a
 * batch's idle time is at most its elapsed time less its CPU time.
 */
export function createWeigher(startMicros: number, intervalMicros: number): Weigher {
  let lastTime = startMicros;
  let clockAhead = 0;
  /** Time on the CPU, already taken from idle time, which waits for a hit. */
  let held = 0;
  const roundWall = createRounding();
  const roundCpu = createLimitedRounding();
  const roundIdle = createRounding();
  const roundIo = createRounding();

  return {
    weigh(samples) {
      const gaps = gapsBefore(samples.timeMicros, lastTime);
      const count = gaps.length;
      if (count > 0) lastTime = Math.max(lastTime, samples.timeMicros[count - 1] as number);

      const used = new Float64Array(count);
      let [total, idle, given] = [0, 0, 0];
      for (let i = 0; i < count; i++) {
        // The two clocks are not read at the same moment: over a short gap one can be ahead of the other.
        const cpu = (samples.cpuMicros[i] as number) + clockAhead;
        used[i] = Math.min(cpu, gaps[i] as number);
        clockAhead = cpu - (used[i] as number);
        total += used[i] as number;
        if (samples.kind[i] === Kind.idle) idle += gaps[i] as number;
      }

      const cpu = spreadCpu({ ...samples, cpuMicros: used }, gaps, held, idle);
      const wallMicros = new Float64Array(count);
      const cpuMicros = new Float64Array(count);
      for (let i = 0; i < count; i++) {
        if (samples.kind[i] === Kind.idle) continue;
        given += cpu[i] as number;
        const wall = roundWall(gaps[i] as number);
        wallMicros[i] = wall;
        cpuMicros[i] = roundCpu(cpu[i] as number, wall);
      }
      const left = Math.max(0, held + total - given);
      const heldBefore = held;
      held = Math.min(left, heldIntervals * intervalMicros);
      const io = left - held;
      return {
        wallMicros,
        cpuMicros,
        idleMicros: roundIdle(idle - io - (held - heldBefore)),
        ioMicros: roundIo(io),
      };
    },
  };
}

/** Above this share of waiting, two busy samples in a row say nothing about what was between them. */
const saturatedIdleShare = 0.1;

/**
 * Distributes the CPU time between samples to the samples. The CPU time that a sample carries was used since the one
 * before, by the code that ran then. If the loop never waits, that is the two samples' own work, half each. The same
 * holds inside a run of the same work, where it shows blocking calls (much time, little CPU). But if the loop sometimes
 * waits, short pieces of work are seen with little CPU before them and long ones with much, though a moment of either
 * costs the same: then all CPU time is shared in proportion to time. Between the two extremes the results are mixed.
 * No sample gets more than its time. What exceeds that goes to samples with room outside of such runs, and inside of
 * them only when it is more than can have been used while V8 called the thread idle.
 */
function spreadCpu(samples: RawSamples, gaps: Float64Array, held: number, idle: number): Float64Array {
  const { kind, cpuMicros } = samples;
  const count = gaps.length;
  const measured = new Float64Array(count);
  const ofSample = new Float64Array(count);
  let [total, proportional, shared, adjacent, adjacentTotal] = [0, 0, held, held, 0];
  let left = held;
  for (let i = 0; i < count; i++) {
    const cpu = cpuMicros[i] as number;
    const isBusy = kind[i] !== Kind.idle;
    const wasBusy = i > 0 && kind[i - 1] !== Kind.idle;
    total += gaps[i] as number;
    left += cpu;
    if (isBusy && wasBusy) {
      measured[i] = (measured[i] as number) + cpu / 2;
      measured[i - 1] = (measured[i - 1] as number) + cpu / 2;
    } else if (isBusy) measured[i] = (measured[i] as number) + cpu;
    else if (wasBusy) measured[i - 1] = (measured[i - 1] as number) + cpu;
    else adjacent += cpu;
    if (isBusy || wasBusy) adjacentTotal += cpu;
    if (!isInsideRun(samples, i)) {
      shared += cpu;
      if (isBusy) proportional += gaps[i] as number;
    }
  }
  const mix = adjacentTotal === 0 ? 1 : Math.min(1, idle / total / saturatedIdleShare);
  const scale = 1 + adjacent / (adjacentTotal || 1);
  for (let i = 0; i < count; i++) {
    if (kind[i] === Kind.idle) continue;
    const inProportion = isInsideRun(samples, i)
      ? (cpuMicros[i] as number)
      : ((gaps[i] as number) * shared) / (proportional || 1);
    const wanted = mix * inProportion + (1 - mix) * (measured[i] as number) * scale;
    ofSample[i] = Math.min(wanted, gaps[i] as number);
    left -= ofSample[i] as number;
  }
  const limits = gaps.map((gap, i) => (kind[i] === Kind.idle ? 0 : gap));
  left = fillUp(
    ofSample,
    limits.map((limit, i) => (isInsideRun(samples, i) ? 0 : limit)),
    left,
  );
  fillUp(ofSample, limits, left - held - idle);
  return ofSample;
}

/** Time from each sample to the one before it. */
function gapsBefore(timeMicros: Float64Array, lastTime: number): Float64Array {
  const gaps = new Float64Array(timeMicros.length);
  let previous = lastTime;
  for (let i = 0; i < gaps.length; i++) {
    const time = timeMicros[i] as number;
    gaps[i] = Math.max(0, time - previous);
    previous = Math.max(previous, time);
  }
  return gaps;
}

/**
 * Three samples in a row in the same function of the same scope: what ran between them was that function. Two could
 * be two short requests with a pause between them.
 */
function isInsideRun({ node, scopeKey, kind }: RawSamples, i: number): boolean {
  return (
    i > 0 &&
    i + 1 < node.length &&
    kind[i] === Kind.script &&
    node[i - 1] === node[i] &&
    node[i + 1] === node[i] &&
    scopeKey[i - 1] === scopeKey[i] &&
    scopeKey[i + 1] === scopeKey[i]
  );
}
