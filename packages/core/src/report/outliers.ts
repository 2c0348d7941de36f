import { cpuNoise } from '../comparison/noise.ts';
import { type OutlyingProcess, outlyingProcesses } from '../comparison/outlying-processes.ts';
import {
  cpuFigures,
  latencyFigures,
  type ProcessSums,
  sumsOfProcesses,
} from '../comparison/process-figures.ts';
import { grouped } from '../grouped.ts';
import type { Outlier } from '../presentation/model/outlier.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { outlierText } from '../presentation/outlier-words.ts';
import { routeKey } from '../profile/route-key.ts';
import type { Source, Window } from '../profile/window.ts';

/** The chance that one or more processes are named falsely. */
const errorRate = 0.02;
/** How much the costs and the latencies of processes differ naturally, known as well as from so many processes. */
const usualSpread = {
  cpu: { value: cpuNoise.usualDrift, freedom: 8 },
  latency: { value: 0.2, freedom: 8 },
} as const;
const mostOutliers = 10;

/** Reports of one window ask for them again and again. */
const known = new WeakMap<Window, readonly Outlier[]>();

/** The processes that cost more than the others, or take longer; those first that spend most beyond the others. Yields. */
export function* outlierReport(
  window: Window,
  route: string,
): Generator<void, Pick<ReportModel, 'outliers' | 'outliersCut'>> {
  const all = known.get(window) ?? (yield* allOutliers(window));
  known.set(window, all);
  const chosen = all.filter((outlier) => route === '' || outlier.route === '' || routeKey(outlier) === route);
  return {
    outliers: chosen.slice(0, mostOutliers),
    ...(window.processes?.isCut && { outliersCut: true }),
  };
}

function* allOutliers({ sources, processes }: Window): Generator<void, readonly Outlier[]> {
  if (processes === undefined) return [];
  const byInstance = new Map(sources.map((source) => [source.instance, source]));
  const versions = byVersion(yield* sumsOfProcesses(processes.parts), byInstance);
  yield;
  const found: Found[] = [];
  for (const sums of versions) {
    const rate = errorRate / 2 / versions.length;
    const cpu = yield* outlyingProcesses(cpuFigures(sums), usualSpread.cpu, rate);
    const latency = yield* outlyingProcesses(latencyFigures(sums), usualSpread.latency, rate);
    found.push(
      ...cpu.map((one): Found => ({ ...one, kind: 'cpu', ...costOf(one, sums) })),
      ...latency
        .filter((one) => !isExplained(one, cpu))
        .map((one): Found => ({ ...one, kind: 'latency', cost: -1 / one.ratio, micros: latencyOf(one) })),
    );
  }
  const facts = { byInstance, hasVersions: versions.length > 1, ambiguous: ambiguousOf(sources) };
  return found.sort(byCost).map((one) => outlierOf(one, facts));
}

interface Found extends OutlyingProcess {
  readonly kind: Outlier['kind'];
  /** What comes first has most. CPU comes before latencies. */
  readonly cost: number;
  /** Of a request; 0 where it is about several routes. */
  readonly micros: number;
}

/** Different versions are different code. */
function byVersion(
  sums: readonly ProcessSums[],
  sources: ReadonlyMap<string, Source>,
): readonly (readonly ProcessSums[])[] {
  const known = sums.filter(({ instance }) => sources.has(instance));
  const groups = grouped(known, ({ instance }) => {
    const { service, version } = sources.get(instance) as Source;
    return JSON.stringify([service, version]);
  });
  return [...groups.values()];
}

/** The CPU time of a request, and what the process would not have spent with the costs of the others. */
function costOf(
  { instance, name, ratio }: OutlyingProcess,
  sums: readonly ProcessSums[],
): Pick<Found, 'cost' | 'micros'> {
  const routes = sums.find((one) => one.instance === instance)?.routes ?? [];
  const rows = routes.filter((row) => name === '' || routeKey(row) === name);
  const cpuMicros = rows.reduce((sum, row) => sum + row.cpuMicros, 0);
  const weight = rows.reduce((sum, row) => sum + row.weightMilli / 1e3, 0);
  return { cost: cpuMicros * (1 - 1 / ratio), micros: name === '' ? 0 : cpuMicros / weight };
}

function latencyOf({ name, value }: OutlyingProcess): number {
  return name === '' ? 0 : Math.exp(value);
}

/** Requests that compute longer take longer. */
function isExplained({ instance, name, low }: OutlyingProcess, cpu: readonly OutlyingProcess[]): boolean {
  return cpu.some(
    (one) => one.instance === instance && (one.name === '' || one.name === name) && low <= one.high,
  );
}

/** Pids and hosts of several processes: a container's process has the pid 1. */
function ambiguousOf(sources: readonly Source[]): ReadonlySet<string> {
  const instances = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const source of sources) {
    const place = placeOf(source);
    if ((instances.get(place) ?? source.instance) !== source.instance) ambiguous.add(place);
    instances.set(place, source.instance);
  }
  return ambiguous;
}

function placeOf({ pid, host }: Source): string {
  return JSON.stringify([pid, host]);
}

function outlierOf(
  found: Found,
  facts: {
    readonly byInstance: ReadonlyMap<string, Source>;
    readonly hasVersions: boolean;
    readonly ambiguous: ReadonlySet<string>;
  },
): Outlier {
  const { kind, instance, name, routes, comparedRoutes, ratio, low, high, micros, others } = found;
  const source = facts.byInstance.get(instance) as Source;
  const { pid, host, version } = source;
  const space = name.indexOf(' ');
  const outlier = {
    ...{ kind, instance, pid, ...(host !== undefined && { host }), version },
    ...{ method: name.slice(0, Math.max(0, space)), route: name.slice(space + 1) },
    ...{ shown: routes, compared: comparedRoutes, ratio, low, high, others },
    ...{ micros: Math.round(micros), othersMicros: Math.round(micros / ratio) },
  };
  const { hasVersions, ambiguous } = facts;
  return {
    ...outlier,
    text: outlierText({ ...outlier, hasVersions, isAmbiguous: ambiguous.has(placeOf(source)) }),
  };
}

function byCost(a: Found, b: Found): number {
  return b.cost - a.cost || (`${a.instance} ${a.name}` < `${b.instance} ${b.name}` ? -1 : 1);
}
