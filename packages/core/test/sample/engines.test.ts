import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { type Sampler, startSampler } from '../../src/sample/sampler.ts';
import { createScope, type Scope } from '../../src/sample/scope.ts';
import type { EngineName, SampleBatch } from '../../src/sample/source.ts';
import { Kind } from '../../src/sample/stack-tree.ts';
import { burnCpu } from '../fixtures/burn-cpu.ts';

const engines: EngineName[] = ['async-context', 'inspector'];
let running: Sampler | undefined;
afterEach(() => running?.stop());

function start(engine: EngineName | 'auto'): SampleBatch[] {
  const batches: SampleBatch[] = [];
  running = startSampler({
    engine,
    rate: 1000,
    onBatch: (batch) => batches.push(batch),
    onFailure: (error) => {
      throw error;
    },
  });
  return batches;
}

/** Names of the functions that were sampled in a scope. */
function namesIn(batches: SampleBatch[], scope: Scope | undefined): Set<string> {
  const names = new Set<string>();
  for (const { scope: scopes, node, kind, stacks } of batches) {
    scopes.forEach((each, i) => {
      if (each !== scope || kind[i] !== Kind.script) return;
      for (let at = node[i] as number; at > 0; at = stacks.parent[at] as number) {
        names.add(stacks.frame[at]?.name ?? '');
      }
    });
  }
  return names;
}

describe.each(engines)('engine %s', (engine) => {
  test('follows a scope across awaits, timers and nested scopes', async () => {
    const batches = start(engine);
    const [outer, inner] = [createScope(1), createScope(2)];
    function inOuter() {
      burnCpu(30);
    }
    function inInner() {
      burnCpu(30);
    }
    function inNobody() {
      burnCpu(30);
    }
    const wanted = [
      [outer, 'inOuter'],
      [inner, 'inInner'],
      [undefined, 'inNobody'],
    ] as const;
    const isComplete = (): boolean => wanted.every(([scope, name]) => namesIn(batches, scope).has(name));
    // V8 takes samples in a thread of its own, which may wait for a core while a function runs.
    for (let rounds = 0; rounds < 100 && !isComplete(); rounds++) {
      await running?.run(outer, async () => {
        inOuter();
        await new Promise((resolve) => setTimeout(resolve, 5));
        inOuter();
        await running?.run(inner, async () => {
          await null;
          inInner();
        });
        inOuter();
      });
      inNobody();
      running?.drain();
    }
    expect(namesIn(batches, outer)).toContain('inOuter');
    expect(namesIn(batches, outer)).not.toContain('inInner');
    expect(namesIn(batches, inner)).toContain('inInner');
    expect(namesIn(batches, inner)).not.toContain('inOuter');
    expect(namesIn(batches, undefined)).toContain('inNobody');
  });

  test('labels its own work', () => {
    const batches = start(engine);
    let own = 0;
    for (const until = performance.now() + 15_000; own < 10 && performance.now() < until; ) {
      // Makes something to drain, because a new sampler takes no samples at first.
      burnCpu(3);
      running?.drain();
      for (const { scope } of batches.splice(0)) {
        own += scope.filter((each) => each === running?.profilerScope).length;
      }
    }
    expect(own).toBeGreaterThanOrEqual(10);
  });
});

test('auto takes the native engine where AsyncContextFrame is on', () => {
  start('auto');
  expect(running?.engine).toBe('async-context');
});

test('the native engine leaves no context behind, which every later request would copy', () => {
  const program = fileURLToPath(new URL('programs/frame-of-app.ts', import.meta.url));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-internals', '--conditions=@routeprof/source', program],
    { encoding: 'utf8', timeout: 180_000 },
  );
  expect(stderr).toBe('');
  // Values in the context before it starts, afterwards, in a scope, and after that; -1 for no context.
  expect(JSON.parse(stdout)).toEqual([-1, -1, 1, -1]);
});

test('says so when another user of the native sampler runs, and uses the inspector', () => {
  const require = createRequire(import.meta.url);
  const { time } = require('@datadog/pprof');
  time.start({ intervalMicros: 10_000, durationMillis: 1000 });
  try {
    start('auto');
    expect(running?.engine).toBe('inspector');
    expect(running?.passedOver).toMatch(/another sampler is running in this process/);
  } finally {
    time.stop(false);
  }
});

test('the private parts of @datadog/pprof that the engine uses are as they were', () => {
  const require = createRequire(import.meta.url);
  expect(require('@datadog/pprof/package.json').version).toBe('5.20.0');
  const { TimeProfiler } = require('@datadog/pprof/out/src/time-profiler-bindings');
  expect(Object.getOwnPropertyNames(TimeProfiler.prototype).sort()).toEqual(
    expect.arrayContaining([
      'createContextHolder',
      'dispose',
      'start',
      'stop',
      'v8ProfilerStuckEventLoopDetected',
    ]),
  );
  expect(require('@datadog/pprof/out/src/async-context-frame').isAsyncContextFrameActive()).toBe(true);
});
