import { mapSteps } from '../in-turns.ts';
import { otherRoute } from '../record/route-name.ts';
import { weightOf } from './call-tree.ts';
import { summableCpuMicros } from './following.ts';
import { type ProcessPart, type ProcessRoute, type ProcessRows, spanNumber } from './process-rows.ts';
import { routeKey } from './route-key.ts';
import { addWhole } from './row-sums.ts';
import type { RouteWindow, Window } from './window.ts';

/** Reports compare the latest hour. */
const mostSpans = 6;

const keys = [
  'requests',
  'notFollowed',
  'weightMilli',
  'cpuMicros',
  'samples',
  'binSum',
  'binSquares',
] as const;

/**
 * The rows of windows that are added up. A window of one process is its own rows, and so is a sum of such windows that
 * began in one span. Of older spans than an hour before the newest, nothing is kept. So the result is the same in any order.
 * Yields between windows.
 */
export function* mergeProcesses(
  windows: readonly Window[],
): Generator<void, { readonly processes?: ProcessRows }> {
  const ofWindows = windows.map(headsOf);
  const names = new Set(ofWindows.flat().map(({ span, instance }) => `${span} ${instance}`));
  const areOwnRows = names.size === 1 && windows.every(isOwnRows);
  if (names.size === 0 || areOwnRows) return {};
  const newest = ofWindows.flat().reduce((latest, { span }) => Math.max(latest, span), 0);
  const groups = new Map<string, ProcessPart[]>();
  for (const [i, heads] of ofWindows.entries()) {
    if (heads.every(({ span }) => span <= newest - mostSpans)) continue;
    const parts = (windows[i] as Window).processes?.parts ?? ownParts(windows[i] as Window);
    for (const part of parts) {
      if (part.span <= newest - mostSpans) continue;
      const key = JSON.stringify([part.span, part.instance]);
      const group = groups.get(key);
      if (group) group.push(part);
      else groups.set(key, [part]);
    }
    yield;
  }
  const sums = yield* mapSteps(groups.values(), sumOf);
  const isCut = windows.some(({ processes }) => processes?.isCut);
  return { processes: { parts: sums.sort(byPlace), ...(isCut && { isCut }) } };
}

/** The rows of a window, its own if it is of one process. */
export function processPartsOf(window: Window): readonly ProcessPart[] {
  return window.processes?.parts ?? ownParts(window);
}

function isOwnRows(window: Window): boolean {
  return window.processes === undefined && onlyInstance(window) !== undefined;
}

function headsOf(window: Window): readonly Pick<ProcessPart, 'span' | 'instance'>[] {
  if (window.processes !== undefined) return window.processes.parts;
  const instance = onlyInstance(window);
  return instance === undefined ? [] : [{ span: spanNumber(window.startMicros), instance }];
}

function ownParts(window: Window): readonly ProcessPart[] {
  return headsOf(window).map((head) => ({ ...head, routes: window.routes.flatMap(ownRoute) }));
}

/** Files of other tools do not tell processes apart. */
function onlyInstance({ sources }: Window): string | undefined {
  const [first] = sources;
  const isOne = sources.every(({ instance, engine }) => instance === first?.instance && engine !== 'pprof');
  // Many processes may be one source without a name.
  return isOne && first?.many === undefined ? first?.instance : undefined;
}

function ownRoute(row: RouteWindow): ProcessRoute[] {
  const { method, route, requests, latency, tree, following } = row;
  // It gathers routes that differ from process to process.
  if (route === otherRoute && method === '*') return [];
  let [binSum, binSquares] = [0, 0];
  for (const [i, bin] of latency.bin.entries()) {
    const count = latency.count[i] as number;
    binSum += count * bin;
    binSquares += count * bin * bin;
  }
  return [
    {
      ...{ method, route, requests },
      notFollowed: following?.notFollowed ?? 0,
      weightMilli: following?.weightMilli ?? requests * 1e3,
      cpuMicros: summableCpuMicros(row),
      samples: weightOf(tree).samples,
      ...{ binSum, binSquares },
    },
  ];
}

function sumOf(parts: readonly ProcessPart[]): ProcessPart {
  return { ...(parts[0] as ProcessPart), routes: sumOfRoutes(parts) };
}

type Writable<Row> = { -readonly [Key in keyof Row]: Row[Key] };

/** Rows added up by route, sorted by name. */
export function sumOfRoutes(parts: readonly Pick<ProcessPart, 'routes'>[]): readonly ProcessRoute[] {
  const sums = new Map<string, Writable<ProcessRoute>>();
  for (const row of parts.flatMap(({ routes }) => routes)) {
    const name = routeKey(row);
    const known = sums.get(name);
    if (known === undefined) sums.set(name, { ...row });
    else for (const key of keys) known[key] = addWhole(known[key], row[key]);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function byPlace(a: ProcessPart, b: ProcessPart): number {
  return a.span - b.span || (a.instance < b.instance ? -1 : 1);
}
