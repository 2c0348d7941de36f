import { type CallTree, workColumns } from '../../src/profile/call-tree.ts';
import type { Window } from '../../src/profile/window.ts';
import type { Frame } from '../../src/sample/stack-tree.ts';

/** One stack of a window, found by walking up from its innermost function: what exports are compared with. */
export interface Stack {
  /** The route, or what stands in for one. */
  readonly part: string;
  /** The outermost first. */
  readonly frames: readonly Frame[];
  readonly samples: number;
  readonly wallMicros: number;
  readonly cpuMicros: number;
}

/** All but the idle time. */
export function stacksOf({ frames, routes, runtime }: Window): Stack[] {
  const ofTree = (part: string, tree: CallTree): Stack[] => {
    const own = workColumns(tree);
    return Array.from(tree.parent, (_, node) => {
      const stack: Frame[] = [];
      for (let at = node; at > 0; at = tree.parent[at] as number)
        stack.unshift(frames[tree.frame[at] as number] as Frame);
      return {
        part,
        frames: stack,
        samples: own.samples[node] as number,
        wallMicros: own.wallMicros[node] as number,
        cpuMicros: own.cpuMicros[node] as number,
      };
    });
  };
  return [
    ...routes.flatMap(({ method, route, tree }) => ofTree(`${method} ${route}`, tree)),
    ...ofTree('(background)', runtime.background),
    ...ofTree('(profiler)', runtime.profiler),
    {
      part: '(garbage collector)',
      frames: [],
      samples: runtime.gcSamples,
      wallMicros: runtime.gcMicros,
      cpuMicros: runtime.gcCpuMicros,
    },
  ];
}

export function sum<Item>(items: Iterable<Item>, value: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}

export interface SelfAndTotal {
  self: number;
  total: number;
}

/** Self and total weight by name, where a name that is on a stack twice counts once. */
export function selfAndTotals(
  stacks: Iterable<{ readonly names: readonly string[]; readonly weight: number }>,
): Map<string, SelfAndTotal> {
  const found = new Map<string, SelfAndTotal>();
  for (const { names, weight } of stacks) {
    for (const name of new Set(names)) {
      const entry = found.get(name) ?? { self: 0, total: 0 };
      entry.total += weight;
      if (name === names.at(-1)) entry.self += weight;
      found.set(name, entry);
    }
  }
  return found;
}
