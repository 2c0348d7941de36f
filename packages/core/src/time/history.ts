import type { ActivitySlice, History, ProcessSpan, VersionSpan } from '../presentation/model/history.ts';
import { type LatencySketch, mergeLatencies, quantileMicros } from '../profile/latency.ts';
import type { Source } from '../profile/window.ts';
import type { WindowSummary } from '../profile/window-summary.ts';
import type { Part } from '../query/part.ts';
import { QueryError } from '../query/query-error.ts';
import type { MissingRequests } from '../store/missing-requests.ts';
import type { SilentProcesses } from '../store/silent-processes.ts';
import type { StoreStatus } from '../store/window-store.ts';

const mostSlices = 120;
const hourMicros = 3_600e6;

/** All that is kept of a service, without call trees. */
export interface Kept {
  /** One for each window, the open one included. */
  readonly summaries: readonly WindowSummary[];
  /** What the store has lost. */
  readonly missing: readonly MissingRequests[];
  readonly silent: SilentProcesses | undefined;
  /** Epoch microseconds; 0 for never. */
  readonly clearedMicros: number;
  readonly store: StoreStatus;
  /** Names of all services that share the store. */
  readonly services: readonly string[];
  /** The process that answers. */
  readonly instance: string;
}

/** Everything that a query can choose from. */
export function historyOf({
  summaries,
  missing,
  silent,
  clearedMicros,
  store,
  services,
  instance,
}: Kept): History {
  return {
    slices: slicesOf(summaries),
    versions: versionsOf(summaries),
    processes: processesOf(summaries, instance),
    services,
    clearedMicros,
    store,
    ...missingOf(missing),
    ...(silent && { silent }),
  };
}

function missingOf(found: Kept['missing']): Pick<History, 'missing'> {
  if (found.length === 0) return {};
  const fromMicros = found.reduce((first, one) => Math.min(first, one.startMicros), Number.POSITIVE_INFINITY);
  const requests = found.reduce((sum, { requests }) => sum + requests, 0);
  const toMicros = found.reduce((latest, { endMicros }) => Math.max(latest, endMicros), 0);
  return { missing: { requests, fromMicros, toMicros } };
}

/** Throws a `QueryError` for a service, version, host or process of which nothing is kept. */
export function checkKnown({ service, version, host, process }: Part, { services, summaries }: Kept): void {
  const isOf = (is: (source: Source) => boolean): boolean =>
    summaries.some(({ sources }) => sources.some(is));
  if (service !== '' && service !== '*' && !services.includes(service)) throw unknown('service', service);
  if (version !== '' && !isOf((source) => source.version === version)) throw unknown('version', version);
  if (host !== '' && !isOf((source) => source.host === host)) throw unknown('host', host);
  if (process !== '' && !isOf((source) => source.instance === process)) throw unknown('process', process);
}

function unknown(name: string, value: string): QueryError {
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  const hint = name === 'process' ? ' (give an instance, not a pid)' : '';
  return new QueryError(
    `Nothing is kept of the ${name} ${JSON.stringify(shown)}. format=json lists what is kept, under history${hint}; or leave ${name} out.`,
  );
}

/** When the newest version began, in epoch microseconds; 0 when it is not known. */
export function deployMicros(summaries: readonly WindowSummary[]): number {
  return versionsOf(summaries).at(-1)?.fromMicros ?? 0;
}

/**
 * Windows in at most 120 slices, oldest first, none of which overlap. A window is in the slice that its middle is in, as
 * in `isChosen`: a selection from the start of one slice to the end of another gets exactly the windows of these slices.
 */
function slicesOf(summaries: readonly WindowSummary[]): ActivitySlice[] {
  // While the profiler is paused, the open window becomes longer, but stays empty.
  const measured = summaries.filter(({ requests, cpuMicros }) => requests > 0 || cpuMicros > 0);
  const sorted = measured.sort((a, b) => middleOf(a) - middleOf(b));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const start = Math.floor(middleOf(first));
  const width = Math.max(1, (Math.floor(middleOf(last)) - start) / mostSlices);
  const groups = new Map<number, WindowSummary[]>();
  for (const summary of sorted) {
    // Bounds of slices are whole microseconds, so windows whose middles are within one share a slice.
    const number = Math.min(mostSlices - 1, Math.floor((Math.floor(middleOf(summary)) - start) / width));
    const group = groups.get(number);
    if (group) group.push(summary);
    else groups.set(number, [summary]);
  }
  const slices = [...groups.values()];
  const bounds = slices.map(boundsOf);
  return slices.map((group, i) => {
    const { startMicros, endMicros } = bounds[i] as Bounds;
    const [before, after] = [bounds[i - 1], bounds[i + 1]];
    return {
      startMicros:
        before === undefined ? startMicros : Math.max(startMicros, between(before, bounds[i] as Bounds)),
      endMicros: after === undefined ? endMicros : Math.min(endMicros, between(bounds[i] as Bounds, after)),
      ...sumOf(group),
    };
  });
}

interface Bounds {
  readonly startMicros: number;
  readonly endMicros: number;
  readonly firstMiddle: number;
  readonly lastMiddle: number;
}

function boundsOf(group: readonly WindowSummary[]): Bounds {
  const middles = group.map(middleOf);
  const [firstMiddle = 0, lastMiddle = 0] = [middles[0], middles.at(-1)];
  return {
    startMicros: Math.min(...group.map(({ startMicros }) => startMicros)),
    // A window without length has its middle at its end, which is no longer in the slice.
    endMicros: Math.max(Math.floor(lastMiddle) + 1, ...group.map(({ endMicros }) => endMicros)),
    firstMiddle,
    lastMiddle,
  };
}

/** Where one slice ends and the next begins when their windows overlap: after the one's last middle. */
function between(one: Bounds, next: Bounds): number {
  const half = Math.round((one.endMicros + next.startMicros) / 2);
  return Math.min(Math.floor(next.firstMiddle), Math.max(Math.floor(one.lastMiddle) + 1, half));
}

function middleOf({ startMicros, endMicros }: WindowSummary): number {
  return (startMicros + endMicros) / 2;
}

function sumOf(group: readonly WindowSummary[]): Pick<ActivitySlice, 'requests' | 'cpuMicros' | 'p95Micros'> {
  const latency: LatencySketch = mergeLatencies(group.map((summary) => summary.latency));
  return {
    requests: group.reduce((sum, { requests }) => sum + requests, 0),
    cpuMicros: group.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
    p95Micros: Math.round(quantileMicros(latency, 0.95)),
  };
}

/** The newest comes last. Sources without a version are left out. */
function versionsOf(summaries: readonly WindowSummary[]): VersionSpan[] {
  const versions = new Map<string, VersionSpan>();
  for (const { sources, startMicros, endMicros } of summaries) {
    for (const { service, version } of sources) {
      if (version === '') continue;
      const key = JSON.stringify([service, version]);
      const span = { service, version, fromMicros: startMicros, toMicros: endMicros };
      versions.set(key, widened(versions.get(key) ?? span, span));
    }
  }
  return [...versions.values()].sort(
    (a, b) => a.fromMicros - b.fromMicros || (a.version < b.version ? -1 : 1),
  );
}

/**
 * The one seen last comes first. Only processes of which it is known what they had by themselves: older windows merge many, and
 * an app that restarts again and again would have ever more of them.
 */
function processesOf(summaries: readonly WindowSummary[], own: string): ProcessSpan[] {
  const processes = new Map<string, ProcessSpan>();
  let lastMicros = 0;
  for (const { endMicros } of summaries) lastMicros = Math.max(lastMicros, endMicros);
  for (const { startMicros, endMicros, ...summary } of summaries) {
    const isLate = endMicros > lastMicros - hourMicros;
    for (const { source, requests, cpuMicros } of sharesIn(summary)) {
      const { instance, pid, host, service, version, node } = source;
      const span = {
        ...{ instance, pid, ...(host !== undefined && { host }), service, version, node },
        ...{ fromMicros: startMicros, toMicros: endMicros, isThis: instance === own },
        ...{ requests: 0, cpuMicros: 0 },
      };
      const known = widened(processes.get(instance) ?? span, span);
      const sums = {
        requests: known.requests + requests,
        cpuMicros: known.cpuMicros + cpuMicros,
      };
      processes.set(instance, isLate ? { ...known, ...sums } : known);
    }
  }
  return [...processes.values()].sort(
    (a, b) => b.toMicros - a.toMicros || (a.instance < b.instance ? -1 : 1),
  );
}

interface ProcessShare {
  readonly source: Source;
  readonly requests: number;
  readonly cpuMicros: number;
}

/** What each process had in a window, if it is known. */
function sharesIn({
  sources,
  requests,
  cpuMicros,
  perSource,
}: Pick<WindowSummary, 'sources' | 'requests' | 'cpuMicros' | 'perSource'>): ProcessShare[] {
  if (perSource !== undefined)
    return perSource.flatMap((share, i) => {
      const source = sources[i];
      // A list that was cut has versions instead of processes.
      return source === undefined || source.instance === '' ? [] : [{ source, ...share }];
    });
  const [source] = sources;
  if (source === undefined || source.instance === '') return [];
  return sources.every(({ instance }) => instance === source.instance)
    ? [{ source, requests, cpuMicros }]
    : [];
}

function widened<Span extends { readonly fromMicros: number; readonly toMicros: number }>(
  span: Span,
  { fromMicros, toMicros }: Span,
): Span {
  return {
    ...span,
    fromMicros: Math.min(span.fromMicros, fromMicros),
    toMicros: Math.max(span.toMicros, toMicros),
  };
}
