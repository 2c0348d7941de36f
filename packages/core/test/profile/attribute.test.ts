import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAttributor } from '../../src/profile/attribute.ts';
import { type CallTree, weightOf, workColumns } from '../../src/profile/call-tree.ts';
import { WindowBuilder } from '../../src/profile/window-builder.ts';
import { createRouteTable } from '../../src/record/route-table.ts';
import { Bucket, createScope, type Scope } from '../../src/sample/scope.ts';
import type { SampleBatch } from '../../src/sample/source.ts';
import { Kind, rootFrame } from '../../src/sample/stack-tree.ts';

const frame = (name: string) => ({ name, file: `/app/${name}.js`, line: 1, column: 1 });
const source = { service: 's', version: '1', instance: 'i', pid: 1, node: '24', engine: 'e', rate: 99 };

interface Hit {
  readonly scope: Scope | undefined;
  readonly node?: number;
  readonly kind?: Kind;
  readonly wall?: number;
  readonly cpu?: number;
}

/** Node 1 is `outer`, node 2 `inner` below it, node 3 the profiler's own. */
function batchOf(hits: readonly Hit[], exact?: SampleBatch['exact'], toMicros = 1000): SampleBatch {
  return {
    fromMicros: toMicros - 1000,
    toMicros,
    stacks: {
      parent: Int32Array.of(-1, 0, 1, 0),
      frame: [rootFrame, frame('outer'), frame('inner'), frame('own')],
      own: Uint8Array.of(0, 0, 0, 1),
    },
    node: Int32Array.from(hits, ({ node }) => node ?? 2),
    kind: Uint8Array.from(hits, ({ kind }) => kind ?? Kind.script),
    scope: hits.map(({ scope }) => scope),
    timeMicros: Float64Array.from(hits, (_, i) => toMicros - 900 + i),
    wallMicros: Float64Array.from(hits, ({ wall }) => wall ?? 100),
    cpuMicros: Float64Array.from(hits, ({ wall, cpu }) => cpu ?? wall ?? 100),
    exact,
    idleMicros: 50,
    ioMicros: 20,
    lost: 3,
  };
}

function setUp() {
  const table = createRouteTable(10);
  const entry = table.named('GET', '/a');
  const builder = new WindowBuilder(0, source, table.entries, 1000);
  const attributor = createAttributor();
  const window = () => builder.snapshot(5000);
  const route = () => window().routes[0];
  return { table, entry, builder, attributor, window, route };
}

describe('attribution', () => {
  test('files each sample under its route, and everything adds up', () => {
    const { entry, builder, attributor, window, route } = setUp();
    const scope = createScope(entry.id);
    attributor.add(
      batchOf([
        { scope },
        { scope: undefined },
        { scope: createScope(Bucket.profiler) },
        { scope, node: 3 },
        { scope, kind: Kind.gc },
        { scope, kind: Kind.program },
      ]),
      builder,
    );
    const { runtime, elapsedMicros } = window();
    expect(weightOf(route()?.tree as never)).toEqual({ samples: 1, wallMicros: 100, cpuMicros: 100 });
    expect(route()?.gcMicros).toBe(100);
    expect(runtime.gcMicros).toBe(100);
    expect(weightOf(runtime.profiler).wallMicros).toBe(200);
    expect(weightOf(runtime.background).wallMicros).toBe(220);
    expect(runtime.lost).toBe(3);
    expect(elapsedMicros).toBe(670);
  });

  test('waits for the route of an open request', () => {
    const { entry, builder, attributor, route } = setUp();
    const scope = createScope(Bucket.unresolved);
    scope.open = { currentBucket: () => entry.id };
    attributor.add(batchOf([{ scope }]), builder);
    expect(route()).toBeUndefined();
    scope.open = undefined;
    scope.bucket = entry.id;
    attributor.add(batchOf([], undefined, 2000), builder);
    expect(weightOf(route()?.tree as never).wallMicros).toBe(100);
  });

  test('after two seconds, shows an open request under the route that it has by then', () => {
    const { entry, builder, attributor, route } = setUp();
    const scope = createScope(Bucket.unresolved);
    scope.open = { currentBucket: () => entry.id };
    attributor.add(batchOf([{ scope }]), builder);
    attributor.add(batchOf([], undefined, 2_001_000), builder);
    expect(route()).toBeUndefined();
    attributor.add(batchOf([], undefined, 2_001_001), builder);
    expect(weightOf(route()?.tree as never).wallMicros).toBe(100);
  });

  test('asks an open request once per batch for all of its samples', () => {
    const { entry, builder, attributor, route } = setUp();
    const scope = createScope(Bucket.unresolved);
    const answers = [Bucket.unresolved, Bucket.unresolved, entry.id];
    scope.open = { currentBucket: () => answers.shift() as number };
    attributor.add(batchOf([{ scope }, { scope }]), builder);
    attributor.add(batchOf([], undefined, 3_000_000), builder);
    expect(answers).toHaveLength(2);
    attributor.finish(builder);
    expect(answers).toHaveLength(1);
    expect(route()).toBeUndefined();
    attributor.add(batchOf([{ scope }, { scope }], undefined, 4_000_000), builder);
    attributor.finish(builder);
    expect(answers).toHaveLength(0);
    expect(weightOf(route()?.tree as never).samples).toBe(2);
  });

  test('a scope that had two routes gives each the time until, or since, the second request began', () => {
    const { table, entry, builder, attributor, window } = setUp();
    const second = table.named('GET', '/b');
    const scope = createScope(entry.id);
    scope.splitMicros = 1_500;
    scope.splitBucket = second.id;
    const weights = () => window().routes.map(({ tree }) => weightOf(tree).wallMicros);
    // An exact time counts as of the end of its batch.
    attributor.add(batchOf([{ scope }], [{ scope, wallMicros: 30, cpuMicros: 30 }], 1_499), builder);
    expect(weights()).toEqual([30]);
    attributor.add(batchOf([{ scope }], [{ scope, wallMicros: 40, cpuMicros: 40 }], 2_500), builder);
    expect(weights()).toEqual([30, 40]);
    attributor.add(batchOf([], [{ scope, wallMicros: 5, cpuMicros: 5 }], 1_500), builder);
    attributor.flush(builder);
    expect(weights()).toEqual([30, 45]);
  });

  test('at the end, waiting samples are filed under the routes known so far', () => {
    const { entry, builder, attributor, window, route } = setUp();
    const [known, unknown] = [createScope(Bucket.unresolved), createScope(Bucket.unresolved)];
    known.open = { currentBucket: () => entry.id };
    unknown.open = { currentBucket: () => Bucket.unresolved };
    attributor.add(batchOf([{ scope: known }, { scope: unknown, wall: 7 }]), builder);
    attributor.finish(builder);
    attributor.finish(builder);
    expect(weightOf(route()?.tree as never).wallMicros).toBe(100);
    expect(weightOf(window().runtime.background).wallMicros).toBe(27);
    expect(window().elapsedMicros).toBe(177);
  });

  test('scales samples to the exact time of their route', () => {
    const { entry, builder, attributor, window, route } = setUp();
    const scope = createScope(entry.id);
    attributor.add(
      batchOf(
        [
          { scope, wall: 100 },
          { scope, node: 1, wall: 300 },
        ],
        [
          { scope, wallMicros: 1000, cpuMicros: 800 },
          { scope: undefined, wallMicros: 70, cpuMicros: 70 },
        ],
      ),
      builder,
    );
    expect(weightOf(route()?.tree as never)).toEqual({ samples: 2, wallMicros: 1000, cpuMicros: 800 });
    attributor.flush(builder);
    expect(window().elapsedMicros).toBe(1000 + 70 + 50 + 20);
    expect(window().frames.map(({ name }) => name)).toContain('(unsampled)');
  });

  test('distributes the exact CPU time of a route by its samples', () => {
    const { entry, builder, attributor, route } = setUp();
    const scope = createScope(entry.id);
    const hits = [
      { scope, node: 1, wall: 100, cpu: 75 },
      { scope, node: 2, wall: 100, cpu: 25 },
    ];
    attributor.add(batchOf(hits, [{ scope, wallMicros: 400, cpuMicros: 200 }]), builder);
    const own = workColumns(route()?.tree as CallTree);
    expect([[...own.wallMicros], [...own.cpuMicros]]).toEqual([
      [0, 200, 200],
      [0, 150, 50],
    ]);
  });

  test('keeps an exact time that no sample has hit for the next that does', () => {
    const { entry, builder, attributor, route } = setUp();
    const scope = createScope(entry.id);
    attributor.add(batchOf([], [{ scope, wallMicros: 40, cpuMicros: 40 }]), builder);
    expect(route()).toBeUndefined();
    attributor.add(batchOf([{ scope }], [{ scope, wallMicros: 60, cpuMicros: 60 }], 2000), builder);
    expect(weightOf(route()?.tree as never)).toEqual({ samples: 1, wallMicros: 100, cpuMicros: 100 });
  });

  test('counts an exact time once, whether a sample hits it at once, later or never', () => {
    const { entry, builder, attributor, window, route } = setUp();
    const scope = createScope(entry.id);
    const exact = [{ scope, wallMicros: 40, cpuMicros: 30 }];
    const weight = () => weightOf(route()?.tree as never);
    attributor.add(batchOf([], exact), builder);
    attributor.add(batchOf([{ scope }], exact, 2000), builder);
    expect(weight()).toEqual({ samples: 1, wallMicros: 80, cpuMicros: 60 });
    attributor.add(batchOf([{ scope }], exact, 3000), builder);
    expect(weight()).toEqual({ samples: 2, wallMicros: 120, cpuMicros: 90 });
    attributor.add(batchOf([], exact, 4000), builder);
    attributor.flush(builder);
    attributor.flush(builder);
    expect(weight()).toEqual({ samples: 2, wallMicros: 160, cpuMicros: 120 });
    expect(window().elapsedMicros).toBe(160 + 4 * 70);
  });

  test('files the work of an ended request without a route under background, at once', () => {
    const { builder, attributor, window } = setUp();
    attributor.add(batchOf([{ scope: createScope(Bucket.unresolved) }]), builder);
    expect(weightOf(window().runtime.background).wallMicros).toBe(120);
  });

  test('keeps at most 50,000 samples waiting, then asks open requests for their routes', () => {
    const { entry, builder, attributor, window, route } = setUp();
    const [known, unknown] = [createScope(Bucket.unresolved), createScope(Bucket.unresolved)];
    known.open = { currentBucket: () => entry.id };
    unknown.open = { currentBucket: () => Bucket.unresolved };
    const hits = Array.from({ length: 50_000 }, (_, i) => ({
      scope: i % 2 === 0 ? known : unknown,
      wall: 1,
    }));
    attributor.add(batchOf(hits), builder);
    attributor.add(batchOf([{ scope: known, wall: 1 }]), builder);
    expect(route()).toBeUndefined();
    attributor.add(batchOf([]), builder);
    expect(weightOf(route()?.tree as never).wallMicros).toBe(25_001);
    expect(weightOf(window().runtime.background).wallMicros).toBe(25_000 + 3 * 20);
  });

  test('drops waiting samples on a clear', () => {
    const { entry, builder, attributor, route } = setUp();
    const [known, open] = [createScope(entry.id), createScope(Bucket.unresolved)];
    open.open = { currentBucket: () => entry.id };
    const exact = [known, open].map((scope) => ({ scope, wallMicros: 40, cpuMicros: 30 }));
    attributor.add(batchOf([{ scope: open }], exact), builder);
    attributor.clear();
    open.open = undefined;
    open.bucket = entry.id;
    attributor.add(
      batchOf([{ scope: known }], [{ scope: known, wallMicros: 7, cpuMicros: 7 }], 2000),
      builder,
    );
    attributor.flush(builder);
    attributor.finish(builder);
    expect(weightOf(route()?.tree as never)).toEqual({ samples: 1, wallMicros: 7, cpuMicros: 7 });
  });

  test('gives no function more CPU time than time on the loop, and each route the time of the clocks', () => {
    const micros = fc.integer({ min: 0, max: 5_000 });
    const hit = fc.record({
      scope: fc.integer({ min: 0, max: 3 }),
      node: fc.integer({ min: 1, max: 2 }),
      wall: micros,
      cpuShare: fc.constantFrom(0, 0.3, 1),
    });
    const time = fc.record({
      scope: fc.integer({ min: 0, max: 3 }),
      wall: fc.integer({ min: 0, max: 5_000_000 }).map((nanos) => nanos / 1000),
      cpuShare: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
    });
    const drawn = fc.array(
      fc.record({ hits: fc.array(hit, { maxLength: 12 }), exact: fc.array(time, { maxLength: 6 }) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(drawn, (batches) => {
        const table = createRouteTable(10);
        const builder = new WindowBuilder(0, source, table.entries, 1000);
        const attributor = createAttributor();
        const scopes = [
          undefined,
          createScope(table.named('GET', '/a').id),
          createScope(table.named('GET', '/b').id),
        ];
        // Its route is known when all is over.
        const late = createScope(Bucket.unresolved);
        late.open = { currentBucket: () => Bucket.unresolved };
        scopes.push(late);
        const wanted = new Map<string, { wall: number; cpu: number }>();
        batches.forEach(({ hits, exact }, i) => {
          attributor.add(
            batchOf(
              hits.map(({ scope, node, wall, cpuShare }) => ({
                scope: scopes[scope],
                node,
                wall,
                cpu: Math.round(wall * cpuShare),
              })),
              exact.map(({ scope, wall, cpuShare }) => ({
                scope: scopes[scope],
                wallMicros: wall,
                cpuMicros: wall * cpuShare,
              })),
              (i + 1) * 1000,
            ),
            builder,
          );
          for (const { scope, wall, cpuShare } of exact) {
            const name = ['(background)', '/a', '/b', '/a'][scope] as string;
            const sum = wanted.get(name) ?? { wall: 0, cpu: 0 };
            wanted.set(name, { wall: sum.wall + wall, cpu: sum.cpu + wall * cpuShare });
          }
        });
        late.open = undefined;
        late.bucket = 0;
        attributor.finish(builder);
        attributor.flush(builder);
        const { routes, runtime, elapsedMicros } = builder.snapshot(9000);
        const trees = [
          { name: '(background)', tree: runtime.background },
          ...routes.map(({ route, tree }) => ({ name: route, tree })),
        ];
        let [wall, cpu] = [0, 0];
        for (const { name, tree } of trees) {
          const own = workColumns(tree);
          own.wallMicros.forEach((micros, node) => {
            expect(own.cpuMicros[node]).toBeLessThanOrEqual(micros);
          });
          const weight = weightOf(tree);
          const exact = wanted.get(name) ?? { wall: 0, cpu: 0 };
          const io = name === '(background)' ? 20 * batches.length : 0;
          // What rounding leaves goes to whatever is filed next, at most once in each of these steps.
          const steps = batches.length + 2;
          expect(Math.abs(weight.wallMicros - io - exact.wall)).toBeLessThanOrEqual(steps);
          expect(Math.abs(weight.cpuMicros - io - exact.cpu)).toBeLessThanOrEqual(3 * steps);
          wall += exact.wall;
          cpu += exact.cpu - (weight.cpuMicros - io);
        }
        expect(Math.abs(elapsedMicros - 70 * batches.length - wall)).toBeLessThanOrEqual(0.51);
        expect(Math.abs(cpu)).toBeLessThanOrEqual(3);
      }),
    );
  });

  test('leaves discarded requests in the background, under a name', () => {
    const { builder, attributor, window } = setUp();
    attributor.add(batchOf([{ scope: createScope(Bucket.discarded) }]), builder);
    expect(window().routes).toEqual([]);
    expect(window().frames.map(({ name }) => name)).toContain('(first request)');
  });

  test('a full tree keeps its weight in (pruned)', () => {
    const table = createRouteTable(10);
    const { id } = table.named('GET', '/a');
    const builder = new WindowBuilder(0, source, table.entries, 2);
    createAttributor().add(
      batchOf([{ scope: createScope(id) }, { scope: createScope(id), node: 1 }]),
      builder,
    );
    const { routes, frames } = builder.snapshot(1);
    expect(weightOf(routes[0]?.tree as never).wallMicros).toBe(200);
    expect(frames.map(({ name }) => name)).toContain('(pruned)');
  });
});
