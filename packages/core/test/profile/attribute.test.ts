import { describe, expect, test } from 'vitest';
import { createAttributor } from '../../src/profile/attribute.ts';
import { weightOf } from '../../src/profile/call-tree.ts';
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
    cpuMicros: Float64Array.from(hits, ({ wall }) => wall ?? 100),
    exact,
    idleMicros: 50,
    lost: 0,
  };
}

function setUp() {
  const table = createRouteTable(10);
  const entry = table.named('GET', '/a');
  const builder = new WindowBuilder(0, source, table.entries, 1000);
  const attributor = createAttributor();
  const window = () => builder.snapshot(5000);
  const route = () => window().routes[0];
  return { entry, builder, attributor, window, route };
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
    expect(weightOf(runtime.background).wallMicros).toBe(200);
    expect(elapsedMicros).toBe(650);
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

  test('shows a request that stays open under the route that it has by now', () => {
    const { entry, builder, attributor, route } = setUp();
    const scope = createScope(Bucket.unresolved);
    scope.open = { currentBucket: () => entry.id };
    attributor.add(batchOf([{ scope }]), builder);
    attributor.add(batchOf([], undefined, 3_000_000), builder);
    expect(weightOf(route()?.tree as never).wallMicros).toBe(100);
  });

  test('at the end of all, what waits is filed where it is known to belong', () => {
    const { entry, builder, attributor, window, route } = setUp();
    const [known, unknown] = [createScope(Bucket.unresolved), createScope(Bucket.unresolved)];
    known.open = { currentBucket: () => entry.id };
    unknown.open = { currentBucket: () => Bucket.unresolved };
    attributor.add(batchOf([{ scope: known }, { scope: unknown, wall: 7 }]), builder);
    attributor.finish(builder);
    attributor.finish(builder);
    expect(weightOf(route()?.tree as never).wallMicros).toBe(100);
    expect(weightOf(window().runtime.background).wallMicros).toBe(7);
    expect(window().elapsedMicros).toBe(157);
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
    expect(window().elapsedMicros).toBe(1000 + 70 + 50);
    expect(window().frames.map(({ name }) => name)).toContain('(unsampled)');
  });

  test('keeps an exact time that no sample has hit for the next that does', () => {
    const { entry, builder, attributor, route } = setUp();
    const scope = createScope(entry.id);
    attributor.add(batchOf([], [{ scope, wallMicros: 40, cpuMicros: 40 }]), builder);
    expect(route()).toBeUndefined();
    attributor.add(batchOf([{ scope }], [{ scope, wallMicros: 60, cpuMicros: 60 }], 2000), builder);
    expect(weightOf(route()?.tree as never)).toEqual({ samples: 1, wallMicros: 100, cpuMicros: 100 });
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
