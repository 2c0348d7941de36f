import { routeName } from '../presentation/names.ts';
import { type DepthFirstTree, emptyTree, workTree } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import { gcName, type Window } from '../profile/window.ts';

/** A share of a window's work. The shares of all parts add up to everything but the idle time. */
export interface ProfilePart {
  readonly kind: 'route' | 'background' | 'profiler' | 'gc';
  /** `GET /orders/:id`, or a name in parentheses for what is no route. */
  readonly name: string;
  readonly tree: DepthFirstTree;
}

/**
 * A window as named trees, which is how other tools see a profile. Garbage collection is one part of its own and not
 * also its routes': each microsecond is counted once.
 */
export function partsOf({ routes, runtime }: Window): ProfilePart[] {
  return [
    ...routes.map(
      (route): ProfilePart => ({ kind: 'route', name: routeName(route), tree: canonicalTree(route.tree) }),
    ),
    { kind: 'background', name: '(background)', tree: canonicalTree(runtime.background) },
    { kind: 'profiler', name: '(profiler)', tree: canonicalTree(runtime.profiler) },
    {
      kind: 'gc',
      name: gcName,
      tree: canonicalTree(
        workTree(emptyTree, {
          samples: Float64Array.of(runtime.gcSamples),
          wallMicros: Float64Array.of(runtime.gcMicros),
          cpuMicros: Float64Array.of(runtime.gcCpuMicros),
        }),
      ),
    },
  ];
}
