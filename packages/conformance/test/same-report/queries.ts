import type { ReportModel } from '@routeprof/core';
import { routeName } from '@routeprof/core/tools';

type Query = Readonly<Record<string, string>>;

/** What the queries are about. */
interface Known {
  readonly routes: readonly string[];
  /** Ids of functions. */
  readonly functions: readonly string[];
  readonly versions: readonly string[];
  readonly instances: readonly string[];
  /** Moments between which there are some windows, but not all. */
  readonly span: readonly [from: string, to: string];
}

/** Queries in each format, for each view, of all that was measured and of parts. */
export function queriesOf(routes: ReportModel, functions: ReportModel): string[] {
  const { versions, instances, span, ...known } = knownFrom(routes, functions);
  const [from, to] = span;
  const [older = '', newer = ''] = versions;
  const [one = '', other = ''] = instances;
  const parts: readonly Query[] = [
    {},
    { service: '*' },
    { service: 'bank' },
    { version: older },
    { process: one },
    { from, to },
    { from: 'deploy' },
    ...known.routes.map((route) => ({ route })),
  ];
  const seen: readonly Query[] = [
    ...parts.flatMap((part) => ['routes', 'functions', 'flame'].map((view) => ({ ...part, view }))),
    { view: 'callers' },
    { view: 'callees', limit: '100000', measure: 'wall' },
    { view: 'routes', sort: 'p95', limit: '5' },
    { view: 'functions', sort: 'name', limit: '100000', full: '1', fold: '0' },
    ...known.functions.flatMap((id) => [
      { view: 'pivot', function: id },
      { view: 'source', function: id },
      { view: 'flame', root: id },
    ]),
    ...['compare', 'flame'].flatMap((view) => [
      { view, version: newer, base: `version:${older}` },
      { view, process: one, base: `process:${other}` },
      { view, from: to, base: `${from}..${to}` },
    ]),
  ];
  return [...inFormats(seen, ['json', 'text', 'markdown']), ...inFormats(parts, downloads)];
}

const downloads = ['pprof', 'cpuprofile', 'speedscope', 'callgrind', 'folded'];

function inFormats(queries: readonly Query[], formats: readonly string[]): string[] {
  return queries.flatMap((query) =>
    formats.map((format) => `?${new URLSearchParams({ service: 'shop', ...query, format })}`),
  );
}

function knownFrom({ routes, history }: ReportModel, { functions }: ReportModel): Known {
  const [start = 0, end = 0] = [history?.slices[0]?.startMicros, history?.slices.at(-1)?.endMicros];
  const momentAt = (part: number): string => new Date((start + part * (end - start)) / 1000).toISOString();
  return {
    routes: routes.slice(0, 1).map(routeName),
    functions: functions.slice(0, 2).map(({ id }) => id),
    versions: [...new Set((history?.versions ?? []).map(({ version }) => version))],
    instances: (history?.processes ?? []).map(({ instance }) => instance),
    span: [momentAt(1 / 3), momentAt(2 / 3)],
  };
}
