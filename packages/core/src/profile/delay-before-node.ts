import { type BeforeNode, clipped, requestCame, withGaps } from '../trace/before-node.ts';
import type { GcPause } from '../trace/gc-pauses.ts';
import type { LoopStretch } from '../trace/loop-log.ts';
import { splitByGc } from './split-by-gc.ts';

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
  pauses: readonly GcPause[],
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
  const parts = withGaps(clipped(before.held, whole), [whole]).flatMap(({ scope, ...stretch }) =>
    splitByGc(stretch.fromMicros, stretch.toMicros, pauses).map(
      ({ isGc, ...part }): DelayPart => ({
        ...{ fromMicros: part.fromMicros, scope, isGc },
        micros: until(part.toMicros) - until(part.fromMicros),
      }),
    ),
  );
  return { maxMicros: beganMicros - Math.min(leastMicros, fromMicros), parts };
}
