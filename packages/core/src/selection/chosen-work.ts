import { type CallTree, type DepthFirstTree, type Weight, weightOf } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import { backgroundName, profilerName, type RouteWindow, type Window } from '../profile/window.ts';
import { QueryError } from '../query/query-error.ts';

/** The part of a window that a route's name stands for. */
export interface ChosenWork {
  readonly routes: readonly RouteWindow[];
  readonly trees: readonly DepthFirstTree[];
}

/** What `name` stands for: with no name all but the profiler's own work. Empty when the window has no such route. */
export function chooseWork({ routes, runtime }: Window, name: string): ChosenWork {
  if (name === '')
    return { routes, trees: [...routes.map(({ tree }) => tree), runtime.background].map(canonicalTree) };
  if (name === backgroundName) return { routes: [], trees: [canonicalTree(runtime.background)] };
  if (name === profilerName) return { routes: [], trees: [canonicalTree(runtime.profiler)] };
  const chosen = routes.filter((route) => isNamed(route, name));
  return { routes: chosen, trees: chosen.map(({ tree }) => canonicalTree(tree)) };
}

/** The same, but a route that the window does not have is a `QueryError`. */
export function existingWork(window: Window, name: string): ChosenWork {
  const work = chooseWork(window, name);
  if (work.trees.length > 0) return work;
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  throw new QueryError(
    `There is no route ${JSON.stringify(shown)} in this profile. Choose one from view=routes, or leave route out for the whole app.`,
  );
}

/** Whether `name` stands for a route: it is its pattern, with or without its method. */
export function isNamed({ method, route }: Pick<RouteWindow, 'method' | 'route'>, name: string): boolean {
  return name === route || name === `${method} ${route}`;
}

/**
 * The garbage collection that belongs to the choice. How long it took during a route is measured; its CPU time and
 * samples are shares of those of all collections, in proportion to time. Collections outside of routes count only for
 * the whole app.
 */
export function gcOf({ runtime }: Window, name: string, { routes }: ChosenWork): Weight {
  const { gcMicros, gcCpuMicros, gcSamples } = runtime;
  const wallMicros = name === '' ? gcMicros : routes.reduce((sum, route) => sum + route.gcMicros, 0);
  const share = gcMicros === 0 ? 0 : wallMicros / gcMicros;
  return {
    wallMicros,
    cpuMicros: Math.round(gcCpuMicros * share),
    // An estimate of collections may be more than those that were seen.
    samples: Math.round(gcSamples * Math.min(1, share)),
  };
}

/** Weights of trees, added up. */
export function sumWeights(trees: readonly CallTree[]): Weight {
  const weights = trees.map(weightOf);
  return {
    samples: weights.reduce((sum, { samples }) => sum + samples, 0),
    wallMicros: weights.reduce((sum, { wallMicros }) => sum + wallMicros, 0),
    cpuMicros: weights.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
  };
}

export function addWeights(a: Weight, b: Weight): Weight {
  return {
    samples: a.samples + b.samples,
    wallMicros: a.wallMicros + b.wallMicros,
    cpuMicros: a.cpuMicros + b.cpuMicros,
  };
}
