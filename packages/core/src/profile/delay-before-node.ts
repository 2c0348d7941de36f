import { type BeforeNode, requestCame } from '../trace/before-node.ts';
import type { GcPause } from '../trace/gc-pauses.ts';
import type { LoopStretch } from '../trace/loop-log.ts';
import type { LoopSamples } from '../trace/loop-samples.ts';
import { clipped, withGaps } from '../trace/loop-stretches.ts';
import { splitByGc } from './split-by-gc.ts';

/** What else is known of a process. */
export interface Surroundings {
  /** In order. */
  readonly pauses: readonly GcPause[];
  /** Who had the loop where nothing was traced. */
  readonly samples: Pick<LoopSamples, 'between'>;
}

/** A stretch of the time that a request may have waited in its socket, and who had the loop. */
export interface DelayPart {
  readonly fromMicros: number;
  readonly scope: LoopStretch['scope'];
  readonly isGc: boolean;
  /** How much of the request's delay is expected to fall into it. */
  readonly micros: number;
}

export interface DelayBeforeNode {
  readonly maxMicros: number;
  /** In order. Their sum is the estimate. */
  readonly parts: readonly DelayPart[];
}

/**
 * The request has come at any moment between two polls with the same probability. So a moment in between has delayed it
 * with the probability that it had come by then, and each moment after the second poll has.
 */
export function delayBeforeNode(
  before: BeforeNode,
  beganMicros: number,
  { pauses, samples }: Surroundings,
): DelayBeforeNode {
  const { leastMicros, fromMicros, toMicros } = requestCame(before);
  const spanMicros = toMicros - fromMicros;
  /** The delay that is expected until a moment. */
  const until = (micros: number): number => {
    if (micros <= fromMicros) return 0;
    if (micros >= toMicros) return spanMicros / 2 + micros - toMicros;
    return (micros - fromMicros) ** 2 / (2 * spanMicros);
  };
  const whole = { fromMicros, toMicros: beganMicros, scope: undefined };
  const sampled = samples.between(fromMicros, beganMicros);
  const held = withGaps(withGaps(before.known, sampled), before.begun);
  const parts = withGaps(clipped(held, fromMicros, beganMicros), [whole]).flatMap(({ scope, ...stretch }) =>
    splitByGc(stretch.fromMicros, stretch.toMicros, pauses).map(
      ({ isGc, ...part }): DelayPart => ({
        ...{ fromMicros: part.fromMicros, scope, isGc },
        micros: until(part.toMicros) - until(part.fromMicros),
      }),
    ),
  );
  return { maxMicros: beganMicros - Math.min(leastMicros, fromMicros), parts };
}
