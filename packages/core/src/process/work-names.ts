import type { RouteName } from '../profile/trace.ts';
import { backgroundName, profilerName } from '../profile/window.ts';
import type { RouteEntry } from '../record/route-table.ts';
import { Bucket, bucketAt, type Scope } from '../sample/scope.ts';

/** The row of some work at a moment, in epoch microseconds. Asks the app for the route of an open request. */
export type NameWork = (scope: Scope | undefined, atMicros: number) => RouteName;

export function createNameWork(routes: () => readonly RouteEntry[]): NameWork {
  return (scope, atMicros) => {
    const bucket = bucketOf(scope, atMicros);
    if (bucket === Bucket.profiler) return { method: '', route: profilerName };
    const entry = bucket < 0 ? undefined : routes()[bucket];
    return entry === undefined
      ? { method: '', route: backgroundName }
      : { method: entry.method, route: entry.route };
  };
}

export function bucketOf(scope: Scope | undefined, atMicros: number): number {
  if (scope === undefined) return Bucket.background;
  return scope.open === undefined ? bucketAt(scope, atMicros) : scope.open.currentBucket();
}
