import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { startSampler } from '../../src/sample/sampler.ts';
import type { Sampler } from '../../src/sample/sampler-interface.ts';
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
  test('samples at another rate; work that is under way ends in no scope', async () => {
    const batches = start(engine);
    const [scope, permanent] = [createScope(1), createScope(2, true)];
    function before() {
      burnCpu(60);
    }
    function underWay() {
      burnCpu(60);
    }
    function after() {
      burnCpu(400);
    }
    /** Whatever else the machine does, half of the samples come no earlier than the interval says. */
    const medianGapMillis = (): number => {
      const times = batches.splice(0).flatMap(({ timeMicros }) => [...timeMicros]);
      const gaps = times.slice(1).map((time, i) => (time - (times[i] as number)) / 1000);
      return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? Number.NaN;
    };
    let changed = (): void => {};
    const change = new Promise<void>((resolve) => (changed = resolve));
    const request = running?.run(scope, async () => {
      before();
      await change;
      underWay();
    });
    running?.run(permanent, before);
    running?.drain();
    expect(namesIn(batches, scope)).toContain('before');
    expect(namesIn(batches, permanent)).toContain('before');
    expect(medianGapMillis()).toBeLessThan(10);
    expect(running?.setRate(50)).toBe(true);
    expect(running?.rate).toBe(50);
    changed();
    await request;
    running?.run(scope, after);
    running?.run(permanent, after);
    running?.drain();
    expect(namesIn(batches, scope)).toContain('after');
    expect(namesIn(batches, scope)).not.toContain('underWay');
    expect(namesIn(batches, permanent)).toContain('after');
    expect(medianGapMillis()).toBeGreaterThan(10);
    expect(running?.setRate(1000)).toBe(true);
    running?.run(scope, before);
    running?.drain();
    expect(namesIn(batches, scope)).toContain('before');
    expect(medianGapMillis()).toBeLessThan(10);
  });

  test('a rate that changes while it is paused counts once it is resumed', () => {
    const batches = start(engine);
    const scope = createScope(1);
    running?.run(scope, () => burnCpu(30));
    running?.drain();
    expect(running?.pause()).toBe(true);
    expect(running?.setRate(50)).toBe(true);
    expect(running?.isPaused()).toBe(true);
    batches.length = 0;
    running?.run(scope, () => burnCpu(30));
    running?.drain();
    expect(batches.flatMap(({ timeMicros }) => [...timeMicros])).toEqual([]);
    running?.resume();
    running?.run(scope, () => burnCpu(200));
    running?.drain();
    expect(batches.some(({ scope: scopes }) => scopes.includes(scope))).toBe(true);
  });

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

describe.each(engines)('engine %s with pauses', (engine) => {
  /** Pauses as soon as it is known that the engine gives samples. */
  async function pause(): Promise<void> {
    const scope = createScope(1);
    while (!running?.pause()) {
      await running?.run(scope, async () => burnCpu(20));
      running?.drain();
    }
  }

  test('tells how long it took no samples, and how much of that the loop was busy', async () => {
    const batches = start(engine);
    await pause();
    const [from, before] = [performance.now(), process.cpuUsage()];
    running?.drain();
    batches.length = 0;
    burnCpu(60);
    await new Promise((resolve) => setTimeout(resolve, 60));
    running?.drain();
    const passed = (performance.now() - from) * 1000;
    const used = process.cpuUsage(before);
    expect(batches.length).toBeGreaterThan(0);
    const off = batches.map((batch) => batch.off ?? { micros: 0, wallMicros: 0, cpuMicros: 0 });
    const sum = (key: 'micros' | 'wallMicros' | 'cpuMicros') => off.reduce((all, one) => all + one[key], 0);
    expect(sum('micros')).toBeLessThanOrEqual(passed + 1);
    expect(sum('micros')).toBeGreaterThan(110_000);
    expect(sum('cpuMicros')).toBeGreaterThan(50_000);
    expect(sum('cpuMicros')).toBeLessThanOrEqual(used.user + used.system);
    expect(sum('wallMicros')).toBeGreaterThanOrEqual(sum('cpuMicros'));
    const idle = batches.reduce((all, { idleMicros }) => all + idleMicros, 0);
    expect(idle + sum('wallMicros')).toBeCloseTo(sum('micros'), -1);
    expect(batches.flatMap(({ scope }) => scope)).toEqual([]);
  });

  test('goes on afterwards, and work that began before belongs to nobody', async () => {
    const batches = start(engine);
    await pause();
    const [old, fresh] = [createScope(1), createScope(2)];
    function inOld() {
      burnCpu(20);
    }
    function inFresh() {
      burnCpu(20);
    }
    let goOn = (): void => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const left = running?.run(old, async () => {
      await gate;
      for (let i = 0; i < 20; i++) {
        inOld();
        await null;
      }
    });
    running?.resume();
    goOn();
    await left;
    for (let rounds = 0; rounds < 100 && !namesIn(batches, fresh).has('inFresh'); rounds++) {
      await running?.run(fresh, async () => inFresh());
      running?.drain();
    }
    expect(namesIn(batches, fresh)).toContain('inFresh');
    expect(namesIn(batches, old)).not.toContain('inOld');
  });
});

test('a scope that is used again after a pause has its samples', async () => {
  const batches = start('async-context');
  const scope = createScope(1);
  scope.open = { currentBucket: () => 1 };
  function inScope() {
    burnCpu(20);
  }
  while (!running?.pause()) {
    await running?.run(scope, async () => inScope());
    running?.drain();
  }
  // Its holder is kept, and it is known without samples, too.
  expect(running.run(scope, () => running?.current())).toBe(scope);
  running.resume();
  batches.length = 0;
  for (let rounds = 0; rounds < 100 && !namesIn(batches, scope).has('inScope'); rounds++) {
    await running?.run(scope, async () => inScope());
    running?.drain();
  }
  expect(namesIn(batches, scope)).toContain('inScope');
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
