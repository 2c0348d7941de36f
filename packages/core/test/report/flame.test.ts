import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlameGraph } from '../../src/presentation/model/flame.ts';
import { windows } from '../fixtures/windows.ts';
import { profileOf, sum } from './ask.ts';

const some = fc.array(windows, { minLength: 1, maxLength: 4 });
const gcName = '(garbage collector)';

/** Sums of self weights, without the garbage collection, which is part of no function. */
function weightsOf({ samples, cpuMicros, wallMicros }: FlameGraph) {
  return { samples: sum(samples), cpuMicros: sum(cpuMicros), wallMicros: sum(wallMicros) };
}

/** The stack of each node, as text. */
function stacksOf({ parent, frame, frames }: FlameGraph): string[] {
  const stacks: string[] = [];
  parent.forEach((above, node) => {
    stacks.push(node === 0 ? '' : `${stacks[above]}\n${frames[frame[node] as number]?.id}`);
  });
  return stacks;
}

describe('a flame graph', () => {
  test('adds up to its scope, for the app and for each route, however much is pruned', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.integer({ min: 10, max: 30 }), async (parts, nodes) => {
        const ask = profileOf(parts);
        for (const route of (await ask('')).routeNames.concat('')) {
          const query = `view=flame&nodes=${nodes}&route=${encodeURIComponent(route)}`;
          const { flame, scope } = await ask(query);
          expect(weightsOf(flame as FlameGraph)).toEqual(scope);
          expect(flame?.parent.length).toBeLessThanOrEqual(nodes);
        }
      }),
    );
  });

  test('has flat lists, in which parents come first', async () => {
    await fc.assert(
      fc.asyncProperty(some, async (parts) => {
        const { flame } = await profileOf(parts)('view=flame');
        const { parent, frame, frames, samples, cpuMicros, wallMicros } = flame as FlameGraph;
        expect([parent[0], frame[0]]).toEqual([-1, -1]);
        for (const list of [frame, samples, cpuMicros, wallMicros]) expect(list).toHaveLength(parent.length);
        for (let node = 1; node < parent.length; node++) {
          expect(parent[node]).toBeLessThan(node);
          expect(frames[frame[node] as number]).toBeDefined();
        }
        expect(new Set(frame).size).toBe(frames.length + 1);
      }),
    );
  });

  test('says how much was pruned', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.integer({ min: 10, max: 20 }), async (parts, nodes) => {
        const ask = profileOf(parts);
        const whole = (await ask('view=flame')).flame as FlameGraph;
        const graph = (await ask(`view=flame&nodes=${nodes}`)).flame as FlameGraph;
        const { pruned, frame, frames, cpuMicros, samples } = graph;
        const kept = new Set(stacksOf(graph));
        // A stack counts in each route that has it, and the background is like a route.
        const hasRoutes = whole.frames.some(({ isRoute }) => isRoute);
        let left = 0;
        for (const name of (await ask('')).routeNames.filter((one) => one !== '(profiler)')) {
          const { flame } = await ask(`view=flame&route=${encodeURIComponent(name)}`);
          const { frames: names, ...lists } = flame as FlameGraph;
          const isCall = (_: number, node: number) => names[lists.frame[node] as number]?.name !== gcName;
          const all = [...lists.samples, ...lists.cpuMicros, ...lists.wallMicros];
          if (sum(all.filter((value, at) => isCall(value, at % lists.frame.length))) === 0) continue;
          const own = stacksOf(flame as FlameGraph).filter((stack) => !stack.includes(gcName));
          left += own.filter((stack) => !kept.has(`${hasRoutes ? `\n(route) ${name}` : ''}${stack}`)).length;
        }
        expect(pruned.nodes).toBe(left);
        const inPruned = (values: readonly number[]) =>
          sum(values.filter((_, node) => frames[frame[node] as number]?.name === '(pruned)'));
        expect([pruned.cpuMicros, pruned.samples]).toEqual([inPruned(cpuMicros), inPruned(samples)]);
        expect(whole.pruned).toEqual({ nodes: 0, cpuMicros: 0, samples: 0 });
      }),
    );
  });

  test('of one function adds up to its totals, recursion counted once', async () => {
    await fc.assert(
      fc.asyncProperty(some, async (parts) => {
        const ask = profileOf(parts);
        for (const row of (await ask('view=functions')).functions) {
          const { flame } = await ask(`view=flame&root=${encodeURIComponent(row.id)}`);
          const { frames, frame, parent } = flame as FlameGraph;
          expect(weightsOf(flame as FlameGraph)).toEqual({
            samples: row.totalSamples,
            cpuMicros: row.totalCpuMicros,
            wallMicros: row.totalWallMicros,
          });
          expect(parent.filter((above) => above === 0)).toHaveLength(1);
          expect(frames[frame[1] as number]?.id).toBe(row.id);
        }
      }),
    );
  });

  test('shows garbage collection beside the outermost calls', async () => {
    await fc.assert(
      fc.asyncProperty(some, async (parts) => {
        const { flame, totals } = await profileOf(parts)('view=flame');
        const { frames, frame, parent, wallMicros } = flame as FlameGraph;
        const node = frame.indexOf(frames.findIndex(({ name }) => name === gcName));
        if (totals.gcMicros === 0) {
          expect(frames.map(({ name }) => name)).not.toContain(gcName);
          return;
        }
        expect(parent[node]).toBe(0);
        expect(wallMicros[node]).toBe(totals.gcMicros);
      }),
    );
  });

  test('of the whole app has each route as its first level, and no level with fold=0', async () => {
    await fc.assert(
      fc.asyncProperty(some, async (parts) => {
        const ask = profileOf(parts);
        const flame = (await ask('view=flame')).flame as FlameGraph;
        const plain = (await ask('view=flame&fold=0')).flame as FlameGraph;
        expect(weightsOf(flame)).toEqual(weightsOf(plain));
        expect(plain.frames.filter(({ isRoute }) => isRoute)).toEqual([]);
        // Work that belongs to no request has no routes to tell apart.
        if (parts.every(({ routes }) => routes.length === 0)) return;
        const total = (node: number): number => {
          const inside = new Set([node]);
          flame.parent.forEach((above, at) => void (inside.has(above) && at > 0 && inside.add(at)));
          return sum([...inside].map((at) => flame.wallMicros[at] as number));
        };
        for (const [node, number] of flame.frame.entries()) {
          const { isRoute, name } = flame.frames[number] ?? {};
          expect(isRoute === true).toBe(node > 0 && flame.parent[node] === 0 && name !== gcName);
          if (isRoute !== true) continue;
          const alone = await ask(`view=flame&route=${encodeURIComponent(name as string)}`);
          const gc = alone.flame!.frames.findIndex((frame) => frame.name === gcName);
          const ofRoute = alone.flame!.wallMicros.filter((_, at) => gc < 0 || alone.flame!.frame[at] !== gc);
          expect(total(node)).toBe(sum(ofRoute));
        }
      }),
      { numRuns: 20 },
    );
  });

  test('names the frames that a filter matches, and stays whole', async () => {
    const [parts] = fc.sample(some, { numRuns: 1, seed: 7 });
    const ask = profileOf(parts ?? []);
    const { matched, ...whole } = (await ask('view=flame&filter=h ')).flame as FlameGraph;
    expect(matched?.map((frame) => whole.frames[frame]?.name)).toEqual(['h']);
    expect((await ask('view=flame')).flame).toEqual(whole);
  });

  test('does not begin with an unknown function', async () => {
    await expect(profileOf([])('view=flame&root=nobody :0')).rejects.toThrow(
      /no function "nobody :0".*Give an id as root=/,
    );
  });
});
