import { routeName } from '../presentation/names.ts';
import { type DepthFirstTree, emptyTree, workTree } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import { gcName, type Window } from '../profile/window.ts';

/** A part of a window's work. All parts add up to everything except the idle time. */
export interface ProfilePart {
  readonly kind: 'route' | 'background' | 'profiler' | 'gc';
  /** `GET /orders/:id`, or a name in parentheses for what is not a route. */
  readonly name: string;
  readonly tree: DepthFirstTree;
}

/**
 * A window as a list of trees with names, which is how other tools see a profile. Garbage collection is its own part and
 * is not counted for its routes too: each microsecond counts once.
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
