import { readProfile } from '../../../../packages/core/src/export/read-profile.ts';
import type { CallTree } from '../../../../packages/core/src/profile/call-tree.ts';
import type { Window } from '../../../../packages/core/src/profile/window.ts';
import type { Stack } from './stacks.ts';

/** The stacks of a pprof profile or a `.cpuprofile`, with the routes of its labels. Those that count memory have none. */
export async function stacksOfFile(bytes: Uint8Array): Promise<Stack[]> {
  const window = await readProfile(bytes);
  return [
    ...stacksOf(window, window.runtime.background, []),
    ...window.routes.flatMap(({ method, route, tree }) => stacksOf(window, tree, [`${method} ${route}`])),
  ];
}

function stacksOf({ frames }: Window, tree: CallTree, routes: readonly string[]): Stack[] {
  const [samples, wall, cpu] = tree.columns as readonly [Float64Array, Float64Array, Float64Array];
  const hasCpu = cpu.some((micros) => micros > 0);
  const found: Stack[] = [];
  for (let node = 1; node < tree.parent.length; node++) {
    const count = samples[node] as number;
    const micros = (hasCpu ? cpu : wall)[node] as number;
    if (count === 0 && micros === 0) continue;
    const functions: string[] = [];
    for (let at = node; at > 0; at = tree.parent[at] as number)
      functions.push(frames[tree.frame[at] as number]?.name ?? '');
    found.push({ functions, routes, samples: count, micros });
  }
  return found;
}
