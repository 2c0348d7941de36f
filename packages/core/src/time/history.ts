import { atOnce } from '../in-turns.ts';
import type { History, ProcessSpan, VersionSpan } from '../presentation/model/history.ts';
import type { Source } from '../profile/window.ts';
import type { SourceShare, WindowSummary } from '../profile/window-summary.ts';
import type { Part } from '../query/part.ts';
import { QueryError } from '../query/query-error.ts';
import type { FollowedDecision } from '../store/followers.ts';
import type { MissingRequests } from '../store/missing-requests.ts';
import type { SilentProcesses } from '../store/silent-processes.ts';
import type { StoreStatus } from '../store/window-store.ts';
import { historySliceSteps } from './history-slices.ts';

const hourMicros = 3_600e6;

/** All that is kept of a service, without call trees. */
export interface Kept {
  /** One for each window, the open one included. */
  readonly summaries: readonly WindowSummary[];
  /** What the store has lost. */
  readonly missing: readonly MissingRequests[];
  readonly silent: SilentProcesses | undefined;
  readonly decisions: readonly FollowedDecision[];
  /** Epoch microseconds; 0 for never. */
  readonly clearedMicros: number;
  readonly store: StoreStatus;
  /** Names of all services that share the store. */
  readonly services: readonly string[];
  /** The process that answers. */
  readonly instance: string;
}

/** Everything that a query can choose from. */
export function* historySteps({
  summaries,
  missing,
  silent,
  decisions,
  clearedMicros,
  store,
  services,
  instance,
}: Kept): Generator<void, History> {
  const slices = yield* historySliceSteps(summaries);
  const versions = versionsOf(summaries);
  yield;
  return {
    slices,
    versions,
    processes: yield* processSteps(summaries, instance),
    services,
    clearedMicros,
    store,
    ...missingOf(missing),
    ...(silent && { silent }),
    ...(decisions.length > 0 && { decisions: [...decisions].sort((a, b) => b.atMicros - a.atMicros) }),
  };
}

/** `historySteps` in one go. */
export function historyOf(kept: Kept): History {
  return atOnce(historySteps(kept));
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
function* processSteps(summaries: readonly WindowSummary[], own: string): Generator<void, ProcessSpan[]> {
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
    yield;
  }
  return [...processes.values()].sort(
    (a, b) => b.toMicros - a.toMicros || (a.instance < b.instance ? -1 : 1),
  );
}

interface ProcessShare extends SourceShare {
  readonly source: Source;
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
