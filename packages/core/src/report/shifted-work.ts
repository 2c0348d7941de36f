import { atOnce } from '../in-turns.ts';
import { totalsOf } from '../profile/call-tree.ts';
import { type CommonRoute, perRequest } from './compared-routes.ts';
import { sumFunctions } from './functions.ts';
import type { Drift } from './significance.ts';

/** One-sided, 19 of 20 times. */
const limit = 1.645;
/** An increase counts as seen above when at least so much of it is. */
const leastSeen = 0.5;

/**
 * Whether a function's change is only a shift between it and its callers. V8 inlines a function or not as it happens to
 * see fit in a run, and gives an inlined function's samples to its caller: then a function seems slower while those
 * above it took no longer than before. Looks at the callers on the way to the route in which it changed most.
 */
export function isShift(
  routes: readonly CommonRoute[],
  number: number,
  functionCount: number,
  drift: Drift,
): boolean {
  const amount = (route: CommonRoute, side: 'base' | 'head'): number =>
    perRequest(route, side, selfOf(route[side].tree, number));
  let route: CommonRoute | undefined;
  let change = 0;
  for (const one of routes) {
    const difference = amount(one, 'head') - amount(one, 'base');
    if (Math.abs(difference) > Math.abs(change)) [route, change] = [one, difference];
  }
  if (route === undefined) return false;
  const side = change > 0 ? 'head' : 'base';
  const { above, share } = heaviestPath(route[side].tree, number);
  const expected = leastSeen * Math.abs(change) * share;
  const before = atOnce(sumFunctions([route.base.tree], functionCount));
  const after = atOnce(sumFunctions([route.head.tree], functionCount));
  const whole = ['base', 'head'].map((which) => {
    const { tree } = route[which as 'base' | 'head'];
    return {
      cpu: totalsOf(tree, tree.cpuMicros)[0] as number,
      samples: totalsOf(tree, tree.samples)[0] as number,
    };
  }) as [Amount, Amount];
  const pairs: [Amount, Amount][] = above.map((caller) => [
    { cpu: before.totalCpuMicros[caller] as number, samples: before.totalSamples[caller] as number },
    { cpu: after.totalCpuMicros[caller] as number, samples: after.totalSamples[caller] as number },
  ]);
  return [...pairs, whole].some(([b, a]) => {
    const [was, is] = [perRequest(route, 'base', b.cpu), perRequest(route, 'head', a.cpu)];
    const error = Math.sqrt(
      was ** 2 / Math.max(1, b.samples) + is ** 2 / Math.max(1, a.samples) + (drift.spread * is) ** 2,
    );
    return Math.sign(change) * (is - was) + limit * error < expected;
  });
}

interface Amount {
  readonly cpu: number;
  readonly samples: number;
}

function selfOf({ frame, cpuMicros }: CommonRoute['base']['tree'], number: number): number {
  let sum = 0;
  for (let node = 1; node < frame.length; node++)
    if (frame[node] === number) sum += cpuMicros[node] as number;
  return sum;
}

/** The callers above a function where it is called most, and how much of the function's own work is there. */
function heaviestPath(
  tree: CommonRoute['base']['tree'],
  number: number,
): { readonly above: readonly number[]; readonly share: number } {
  let heaviest = 0;
  for (let node = 1; node < tree.frame.length; node++) {
    if (tree.frame[node] !== number) continue;
    if (heaviest === 0 || (tree.cpuMicros[node] as number) > (tree.cpuMicros[heaviest] as number))
      heaviest = node;
  }
  const above = new Set<number>();
  for (let node = tree.parent[heaviest] as number; node > 0; node = tree.parent[node] as number) {
    above.add(tree.frame[node] as number);
  }
  above.delete(number);
  const all = selfOf(tree, number);
  return { above: [...above], share: all === 0 ? 0 : (tree.cpuMicros[heaviest] as number) / all };
}
