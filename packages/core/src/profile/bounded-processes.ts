import { mapSteps } from '../in-turns.ts';
import type { ProcessPart, ProcessRows } from './process-rows.ts';
import { routeKey } from './route-key.ts';
import type { Window } from './window.ts';

const mostProcesses = 64;
const mostRoutes = 100;
/** Ten minutes, and the time by which a window that begins in them may end later. */
const longestMicros = 660e6;

/** A window as it is stored: a longer one has no rows of single processes. */
export function withoutOldProcesses(window: Window): Window {
  const { processes, ...rest } = window;
  return processes !== undefined && isTooLong(window) ? rest : window;
}

/** Whether a stored window is too long for rows of single processes. */
export function isTooLong({ startMicros, endMicros }: Pick<Window, 'startMicros' | 'endMicros'>): boolean {
  return endMicros - startMicros > longestMicros;
}

/**
 * At most 64 processes, and 100 routes for all of them: those with most CPU time. A process that costs more than the others
 * is among them. A row without a sample stays, because its requests say that they cost little. Yields between processes.
 */
export function* boundedProcesses(rows: ProcessRows): Generator<void, ProcessRows> {
  const { parts } = rows;
  const processes = new Map<string, number>();
  const routes = new Map<string, number>();
  for (const { instance, routes: ofProcess } of parts) {
    for (const row of ofProcess) {
      add(processes, instance, row.cpuMicros);
      if (row.samples > 0) add(routes, routeKey(row), row.cpuMicros);
    }
    yield;
  }
  const keptProcesses = heaviest(processes, mostProcesses);
  const keptRoutes = heaviest(routes, mostRoutes);
  const kept = yield* mapSteps(
    parts.filter(({ instance }) => keptProcesses.has(instance)),
    (part): ProcessPart => ({ ...part, routes: part.routes.filter((row) => keptRoutes.has(routeKey(row))) }),
  );
  const isCut = rows.isCut === true || processes.size > mostProcesses || routes.size > mostRoutes;
  return { parts: kept, ...(isCut && { isCut }) };
}

function add(sums: Map<string, number>, name: string, value: number): void {
  sums.set(name, (sums.get(name) ?? 0) + value);
}

function heaviest(sums: ReadonlyMap<string, number>, most: number): ReadonlySet<string> {
  const sorted = [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Set(sorted.slice(0, most).map(([name]) => name));
}
