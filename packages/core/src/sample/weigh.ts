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
  /** One entry a sample; 0 for idle ones. Whole numbers. */
  readonly wallMicros: Float64Array;
  readonly cpuMicros: Float64Array;
  readonly idleMicros: number;
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

/**
 * A weigher for samples that stand for themselves (engine A). Time goes to the sample at its end, waiting too: Node's
 * own idle clock (`eventLoopUtilization`) is of no use here, as every signal of the sampler that interrupts a wait
 * makes libuv forget what it had waited (measured: 0.8 s of 8 s remained).
 */
export function createWeigher(startMicros: number): Weigher {
  let lastTime = startMicros;
  // CPU time used between waits too short to be seen goes to the next sample that is not idle.
  let cpuWaiting = 0;
  const roundWall = createRounding();
  const roundCpu = createRounding();
  const roundIdle = createRounding();

  return {
    weigh(samples) {
      const gaps = gapsBefore(samples.timeMicros, lastTime);
      const count = gaps.length;
      if (count > 0) lastTime = Math.max(lastTime, samples.timeMicros[count - 1] as number);

      const cpu = spreadCpu(samples, gaps, cpuWaiting);
      cpuWaiting = cpu.waiting;
      const wallMicros = new Float64Array(count);
      const cpuMicros = new Float64Array(count);
      let idle = 0;
      for (let i = 0; i < count; i++) {
        const gap = gaps[i] as number;
        if (samples.kind[i] === Kind.idle) idle += gap;
        else {
          wallMicros[i] = roundWall(gap);
          cpuMicros[i] = roundCpu(cpu.ofSample[i] as number);
        }
      }
      return { wallMicros, cpuMicros, idleMicros: roundIdle(idle) };
    },
  };
}

/** Above this share of waiting, two busy samples in a row say nothing about what was between them. */
const saturatedIdleShare = 0.1;

/**
 * Hands the CPU time between samples to the samples. What one carries was used since the one before, by whoever ran
 * then. With a loop that never waits, that is the two samples' own work, half each; and so it is inside a run of the
 * same work, where it shows blocking calls (much time, little CPU). But where the loop waits now and then, short pieces
 * of work are seen with little CPU before them, and long ones with much, though a moment of either costs the same:
 * there, all CPU time is shared in proportion to time. Between the two extremes the answers are mixed.
 */
function spreadCpu(samples: RawSamples, gaps: Float64Array, waiting: number) {
  const { kind, cpuMicros } = samples;
  const count = gaps.length;
  const measured = new Float64Array(count);
  const ofSample = new Float64Array(count);
  let [total, idle, proportional, shared, adjacent] = [0, 0, 0, waiting, waiting];
  let adjacentTotal = 0;
  for (let i = 0; i < count; i++) {
    const cpu = cpuMicros[i] as number;
    const isBusy = kind[i] !== Kind.idle;
    const wasBusy = i > 0 && kind[i - 1] !== Kind.idle;
    total += gaps[i] as number;
    if (!isBusy) idle += gaps[i] as number;
    if (isBusy && wasBusy) {
      measured[i] = (measured[i] as number) + cpu / 2;
      measured[i - 1] = (measured[i - 1] as number) + cpu / 2;
    } else if (isBusy) measured[i] = (measured[i] as number) + cpu;
    else if (wasBusy) measured[i - 1] = (measured[i - 1] as number) + cpu;
    else adjacent += cpu;
    if (isBusy || wasBusy) adjacentTotal += cpu;
    if (isInsideRun(samples, i)) ofSample[i] = cpu;
    else {
      shared += cpu;
      if (isBusy) proportional += gaps[i] as number;
    }
  }
  if (proportional === 0) {
    // Nobody to give it to: it waits for the next batch.
    return { ofSample, waiting: shared };
  }
  const mix = adjacentTotal === 0 ? 1 : Math.min(1, idle / total / saturatedIdleShare);
  const scale = 1 + adjacent / (adjacentTotal || 1);
  for (let i = 0; i < count; i++) {
    if (kind[i] === Kind.idle) continue;
    const inProportion = isInsideRun(samples, i)
      ? (cpuMicros[i] as number)
      : ((gaps[i] as number) * shared) / proportional;
    ofSample[i] = mix * inProportion + (1 - mix) * (measured[i] as number) * scale;
  }
  return { ofSample, waiting: 0 };
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
