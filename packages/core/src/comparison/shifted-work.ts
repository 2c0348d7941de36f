import { atOnce } from '../in-turns.ts';
import { type CallTree, weightOf, workColumns } from '../profile/call-tree.ts';
import { type FunctionSums, sumFunctions } from '../tables/functions.ts';
import { type CommonRoute, perRequest } from './compared-routes.ts';
import type { Drift } from './significance.ts';

/** One-sided, 95 %. */
const limit = 1.645;
/** A change counts as seen elsewhere when at least this share of it is. */
const leastSeen = 0.5;

/**
 * Whether a function's change may be only a shift between it and its neighbours. V8 may inline a function in one run and
 * not in the next, and gives an inlined function's samples to its caller: then a function seems slower while its callers
 * take no longer than before, or while a neighbour becomes faster by as much. Looks at the route in which the function
 * changed most.
 */
export function isShift(
  routes: readonly CommonRoute[],
  number: number,
  functionCount: number,
  drift: Drift,
): boolean {
  const found = largestChange(routes, number);
  if (found === undefined) return false;
  const { route, change } = found;
  const trees = { base: route.base.tree, head: route.head.tree };
  const before = atOnce(sumFunctions([trees.base], functionCount));
  const after = atOnce(sumFunctions([trees.head], functionCount));
  /** The largest change that the samples allow: in the direction of the function's change, or (-1) against it. */
  const mostChange = (b: Amount, a: Amount, direction: 1 | -1): number => {
    const [was, is] = [perRequest(route, 'base', b.cpu), perRequest(route, 'head', a.cpu)];
    const error = Math.sqrt(
      was ** 2 / Math.max(1, b.samples) + is ** 2 / Math.max(1, a.samples) + (drift.spread * is) ** 2,
    );
    return direction * Math.sign(change) * (is - was) + limit * error;
  };

  const { above, share } = heaviestPath(change > 0 ? trees.head : trees.base, number);
  const expectedAbove = leastSeen * Math.abs(change) * share;
  const totals = above.map((caller) => [totalOf(before, caller), totalOf(after, caller)] as const);
  const whole = [wholeOf(trees.base), wholeOf(trees.head)] as const;
  if ([...totals, whole].some(([b, a]) => mostChange(b, a, 1) < expectedAbove)) return true;

  const neighbours = new Set([...neighboursIn(trees.base, number), ...neighboursIn(trees.head, number)]);
  return [...neighbours].some(
    (other) => mostChange(selfOf(before, other), selfOf(after, other), -1) >= leastSeen * Math.abs(change),
  );
}

interface Amount {
  readonly cpu: number;
  readonly samples: number;
}

/** The route in which the function's own CPU time per request changed most, and by how much. */
function largestChange(routes: readonly CommonRoute[], number: number) {
  let found: { readonly route: CommonRoute; readonly change: number } | undefined;
  for (const route of routes) {
    const change =
      perRequest(route, 'head', selfCpu(route.head.tree, number)) -
      perRequest(route, 'base', selfCpu(route.base.tree, number));
    if (Math.abs(change) > Math.abs(found?.change ?? 0)) found = { route, change };
  }
  return found;
}

/** A function's own CPU time. */
export function selfCpu(tree: CallTree, number: number): number {
  const { cpuMicros } = workColumns(tree);
  return cpuMicros.reduce((sum, micros, node) => (tree.frame[node] === number ? sum + micros : sum), 0);
}

function selfOf({ selfCpuMicros, selfSamples }: FunctionSums, number: number): Amount {
  return { cpu: selfCpuMicros[number] as number, samples: selfSamples[number] as number };
}

function totalOf({ totalCpuMicros, totalSamples }: FunctionSums, number: number): Amount {
  return { cpu: totalCpuMicros[number] as number, samples: totalSamples[number] as number };
}

function wholeOf(tree: CallTree): Amount {
  const { cpuMicros, samples } = weightOf(tree);
  return { cpu: cpuMicros, samples };
}

/** Functions that call this one, or that it calls. */
function neighboursIn({ frame, parent }: CallTree, number: number): Set<number> {
  const found = new Set<number>();
  for (let node = 1; node < frame.length; node++) {
    const above = frame[parent[node] as number] as number;
    if (frame[node] === number && above >= 0) found.add(above);
    if (above === number) found.add(frame[node] as number);
  }
  found.delete(number);
  return found;
}

/** The callers above a function where it is called most, and how much of the function's own work is there. */
function heaviestPath(
  tree: CallTree,
  number: number,
): { readonly above: readonly number[]; readonly share: number } {
  const { cpuMicros } = workColumns(tree);
  let heaviest = 0;
  for (let node = 1; node < tree.frame.length; node++) {
    if (tree.frame[node] !== number) continue;
    if (heaviest === 0 || (cpuMicros[node] as number) > (cpuMicros[heaviest] as number)) heaviest = node;
  }
  const above = new Set<number>();
  for (let node = tree.parent[heaviest] as number; node > 0; node = tree.parent[node] as number) {
    above.add(tree.frame[node] as number);
  }
  above.delete(number);
  const all = selfCpu(tree, number);
  return { above: [...above], share: all === 0 ? 0 : (cpuMicros[heaviest] as number) / all };
}
