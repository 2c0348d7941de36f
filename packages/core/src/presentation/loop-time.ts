import type { ReportModel, Totals } from './model/report.ts';
import { shareOf } from './quantity.ts';

/** Where the event loop's time went. */
export interface LoopPart {
  readonly kind: 'routes' | 'background' | 'gc' | 'profiler' | 'idle';
  readonly name: string;
  readonly micros: number;
  /** Of the elapsed time, 0 to 1. */
  readonly share: number;
}

export function loopParts({ totals }: ReportModel): LoopPart[] {
  const part = (kind: LoopPart['kind'], name: string, micros: number): LoopPart => ({
    kind,
    name,
    micros,
    share: shareOf(micros, whole(totals)),
  });
  return [
    part('routes', 'Routes', totals.routesMicros),
    part('background', 'Background', totals.backgroundMicros),
    part('gc', 'Garbage collection', totals.gcMicros),
    part('profiler', 'Profiler', totals.profilerMicros),
    part('idle', 'Idle', totals.idleMicros),
  ];
}

/** The elapsed time, or the sum of its parts if rounding made that larger: the shares must not exceed 1. */
function whole(totals: Totals): number {
  const sum =
    totals.routesMicros +
    totals.backgroundMicros +
    totals.gcMicros +
    totals.profilerMicros +
    totals.idleMicros;
  return Math.max(totals.elapsedMicros, sum);
}
