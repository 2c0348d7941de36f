import type { RingTimes } from './ring-times.ts';
import type { Scope } from './scope.ts';
import type { TakenRing } from './scope-ring.ts';
import type { ExactTime } from './source.ts';
import { createRounding } from './weigh.ts';

/** The ring's times, summed for each scope. The sums are kept in the scopes, because there may be thousands of them. */
export function exactTimes(
  { scopes }: TakenRing,
  { wall, cpuPerWall }: RingTimes,
  batch: number,
): ExactTime[] {
  const seen: Scope[] = [];
  let [wallOfNone, cpuOfNone] = [0, 0];
  for (let i = 0; i < scopes.length; i++) {
    const scope = scopes[i];
    const wallMicros = wall[i] as number;
    const used = wallMicros * (cpuPerWall[i] as number);
    if (scope === undefined) {
      wallOfNone += wallMicros;
      cpuOfNone += used;
    } else if (scope.batch === batch) {
      scope.wallMicros += wallMicros;
      scope.cpuMicros += used;
    } else {
      scope.batch = batch;
      scope.wallMicros = wallMicros;
      scope.cpuMicros = used;
      seen.push(scope);
    }
  }
  return [
    { scope: undefined, wallMicros: wallOfNone, cpuMicros: cpuOfNone },
    ...seen.map((scope) => ({ scope, wallMicros: scope.wallMicros, cpuMicros: scope.cpuMicros })),
  ];
}

/** The part of a batch's time in which no entry of the ring ran. Whole microseconds. */
export interface Rest {
  readonly idleMicros: number;
  readonly ioMicros: number;
}

/**
 * Divides the time in which no entry of the ring ran. What the CPU clock counted in it was Node's own work around a
 * wait; the rest was idle.
 */
export function createRestDivider(): (restMicros: number, cpuMicros: number) => Rest {
  const roundIdle = createRounding();
  const roundIo = createRounding();
  /** CPU time beyond the rest, or short of it, is carried on: the two clocks are not read at the same moment. */
  let clockAhead = 0;
  return (restMicros, cpuMicros) => {
    const rest = Math.max(0, restMicros);
    // NaN without a CPU clock.
    const used = Number.isNaN(cpuMicros) ? 0 : cpuMicros + clockAhead;
    const io = Math.min(Math.max(0, used), rest);
    clockAhead = used - io;
    return { idleMicros: roundIdle(rest - io), ioMicros: roundIo(io) };
  };
}
