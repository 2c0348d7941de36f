import { AsyncResource } from 'node:async_hooks';
import { pbkdf2 } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs';
import { readFile as readFilePromise } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { marked } from '../../src/own-frames.ts';
import type { Trace, TraceWait } from '../../src/profile/trace.ts';
import { captureStack, createFrameReader } from '../../src/trace/await-stack.ts';
import { createBench } from './traced.ts';

const sleep = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

/** What waits say, without their durations. Names instead of lines, because Vitest compiles this file. */
const said = ({ waits }: Trace) =>
  waits.map(({ kind, operations, stack, site, micros }) => ({
    kind,
    operations,
    at: stack[site]?.name,
    isCritical: micros > 0,
  }));
const waitOf = (trace: Trace, kind: TraceWait['kind']) => trace.waits.find((wait) => wait.kind === kind);

/** The line that calls this, in the code as it runs. */
function lineHere(): number {
  return createFrameReader()(captureStack(lineHere))[0]?.line ?? 0;
}

/** What must be so for every trace. */
function checkSums(trace: Trace): void {
  const { cpuMicros, gcMicros, queuedMicros, waitMicros, totalMicros, steps, waits, blame } = trace;
  expect(cpuMicros + gcMicros + queuedMicros + waitMicros).toBe(totalMicros);
  expect(steps.reduce((sum, { micros }) => sum + micros, 0)).toBe(totalMicros);
  expect(waits.reduce((sum, { micros }) => sum + micros, 0)).toBe(waitMicros);
  expect(blame.reduce((sum, { micros }) => sum + micros, 0)).toBe(queuedMicros);
  let at = 0;
  for (const step of steps) {
    expect(step.startMicros).toBe(at);
    at += step.micros;
  }
}

// On a busy machine a timer may be due before the code that has set it returns: then there was no wait, and the next try
// has one.
describe('a wait', { retry: 20 }, () => {
  test('for a timer is at the await, also behind a helper', async () => {
    const { trace } = createBench();
    async function waits(): Promise<void> {
      await sleep(20);
    }
    const found = await trace('/a', waits);
    checkSums(found);
    expect(said(found)).toEqual([{ kind: 'timer', operations: 1, at: 'waits', isCritical: true }]);
    expect(found.waitMicros).toBeGreaterThan(15_000);
  });

  test('is at the innermost suspended call, with its callers behind it', async () => {
    const { trace } = createBench();
    async function inner(): Promise<void> {
      await delay(5);
    }
    async function outer(): Promise<void> {
      await inner();
    }
    const [wait] = (await trace('/a', outer)).waits;
    const names = wait?.stack.filter(({ file }) => file === import.meta.filename).map(({ name }) => name);
    expect(names?.slice(0, 2)).toEqual(['inner', 'outer']);
    expect(wait?.stack[wait.site]?.name).toBe('inner');
  });

  test('is at the await that goes on, not where a library has called `then` before', async () => {
    const { trace } = createBench();
    // Runs as a library's code does: its file is in no folder of the app.
    const library = runInThisContext('(promise) => { promise.then(() => {}); return promise; }', {
      filename: '/app/node_modules/pipeline/index.js',
    }) as <T>(promise: Promise<T>) => Promise<T>;
    let lines: number[] = [];
    const found = await trace('/a', async function load() {
      const asked = library(new Promise((resolve) => setTimeout(resolve, 5)));
      lines = [lineHere()];
      await asked;
      lines = [...lines, lineHere()];
    });
    const wait = waitOf(found, 'timer');
    const { name, line } = wait?.stack[wait.site] ?? { name: '', line: 0 };
    expect({ name, isBetween: line > (lines[0] as number) && line < (lines[1] as number) }).toEqual({
      name: 'load',
      isBetween: true,
    });
  });

  test('is in the function that waits, where its caller in the same file has no name either', async () => {
    const { trace } = createBench();
    let lines: number[] = [];
    const [outer, inner] = [
      async (next: () => Promise<void>): Promise<void> => {
        await next();
      },
      async (): Promise<void> => {
        lines = [lineHere()];
        await delay(5);
        lines = [...lines, lineHere()];
      },
    ] as const;
    const wait = waitOf(await trace('/a', () => outer(inner)), 'timer');
    expect(wait?.stack[wait.site]?.line).toBe((lines[0] as number) + 1);
    expect(lines[1]).toBe((lines[0] as number) + 2);
  });

  test('of a library that takes several steps for each call counts the calls, all at one place', async () => {
    const { trace } = createBench();
    let bytes = 0;
    async function loops(): Promise<void> {
      for (let i = 0; i < 6; i++) bytes += (await readFilePromise(import.meta.filename)).length;
    }
    async function atOnce(): Promise<void> {
      await Promise.all(
        Array.from({ length: 6 }, async () => (await readFilePromise(import.meta.filename)).length),
      );
    }
    const found = await trace('/a', loops);
    checkSums(found);
    expect(said(found)).toEqual([{ kind: 'file', operations: 6, at: 'loops', isCritical: true }]);
    const together = await trace('/a', atOnce);
    checkSums(together);
    expect(together.waits.map(({ kind, operations }) => [kind, operations])).toEqual([['file', 6]]);
    expect(bytes).toBeGreaterThan(0);
  });

  test('that repeats counts its operations', async () => {
    const { trace } = createBench();
    async function loops(): Promise<void> {
      for (let i = 0; i < 6; i++) await sleep(20);
    }
    const found = await trace('/a', loops);
    checkSums(found);
    expect(said(found)).toEqual([{ kind: 'timer', operations: 6, at: 'loops', isCritical: true }]);
  });

  test('for a file is at the await, and at the call for callbacks', async () => {
    const { trace } = createBench();
    async function promises(): Promise<void> {
      await readFilePromise(import.meta.filename);
    }
    async function calls(): Promise<void> {
      await new Promise<void>((resolve) => {
        readFile(import.meta.filename, () => resolve());
      });
    }
    const found = await trace('/a', async () => {
      await promises();
      await calls();
    });
    checkSums(found);
    const places = found.waits
      .filter(({ kind }) => kind === 'file')
      .map(({ stack, site }) => stack[site]?.name);
    expect(places).toContain('promises');
    expect(places).toContain('calls');
  });

  test('in the thread pool names the job', async () => {
    const { trace } = createBench();
    const found = await trace('/a', async () => {
      await new Promise((resolve) => pbkdf2('a', 'b', 20_000, 32, 'sha512', resolve));
    });
    checkSums(found);
    expect(waitOf(found, 'threadpool')).toMatchObject({ operation: 'pbkdf2', operations: 1 });
  });
});

describe('of parallel waits', () => {
  test('the last one to come is on the critical path, the others are beside it', async () => {
    const { trace } = createBench();
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    async function quick(): Promise<void> {
      await sleep(10);
      setTimeout(open, 10);
    }
    async function slow(): Promise<void> {
      await gate;
      await sleep(10);
    }
    const found = await trace('/a', () => Promise.all([quick(), slow()]));
    checkSums(found);
    const slowOne = found.waits.find(
      ({ stack, site, kind }) => kind === 'timer' && stack[site]?.name === 'slow',
    );
    expect(slowOne?.micros).toBeGreaterThan(0);
    expect(slowOne?.parallelMicros).toBe(0);
  });

  test('those that come first cost nothing by themselves', async () => {
    const { trace } = createBench();
    const found = await trace('/a', async () => {
      let open = (): void => {};
      const last = new Promise<void>((resolve) => {
        open = resolve;
      });
      const first = sleep(5).then(() => setTimeout(open, 15));
      await Promise.all([first, last]);
    });
    checkSums(found);
    expect(found.waits.reduce((sum, { micros }) => sum + micros, 0)).toBe(found.waitMicros);
  });
});

describe('time behind others', () => {
  test('is blamed on the route that had the loop', async () => {
    const { trace, runNow } = createBench();
    const dueMillis = 30;
    let leastMicros = 0;
    let mostMicros = 0;
    const found = await trace('/delayed', () => {
      const setMillis = performance.now();
      const timer = sleep(dueMillis);
      // It begins at once, and goes on until long after the timer is due.
      runNow('/blocker', () => {
        while (performance.now() < setMillis + 3 * dueMillis);
      });
      const blockedMillis = performance.now() - setMillis;
      leastMicros = (blockedMillis - dueMillis) * 1000;
      mostMicros = blockedMillis * 1000;
      return timer;
    });
    checkSums(found);
    const by = found.blame.find(({ route }) => route === '/blocker')?.micros ?? 0;
    // libuv's timers count whole milliseconds.
    expect(by).toBeGreaterThan(leastMicros - 2_000);
    expect(by).toBeLessThanOrEqual(mostMicros);
  });

  test('is a wait for a lock until it is released', async () => {
    const { trace, run } = createBench();
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function locked(): Promise<void> {
      await released;
    }
    const waiting = trace('/waiting', locked);
    await run('/holder', async () => {
      await sleep(30);
      release();
    });
    const found = await waiting;
    checkSums(found);
    expect(said(found)).toEqual([{ kind: 'lock', operations: 1, at: 'locked', isCritical: true }]);
  });
});

describe('accounts for', () => {
  const bodies: Record<string, () => unknown> = {
    emitters: async () => {
      const emitter = new EventEmitter();
      setTimeout(() => emitter.emit('done'), 5);
      await once(emitter, 'done');
    },
    generators: async () => {
      async function* numbers(): AsyncGenerator<number> {
        for (let i = 0; i < 3; i++) {
          await sleep(2);
          yield i;
        }
      }
      for await (const _ of numbers());
    },
    ticks: () => new Promise<void>((resolve) => process.nextTick(() => setImmediate(resolve))),
    'callbacks of resources': () =>
      new Promise<void>((resolve) => {
        const resource = new AsyncResource('pool');
        setTimeout(() => resource.runInAsyncScope(resolve), 5);
      }),
    microtasks: () => new Promise<void>((resolve) => queueMicrotask(resolve)),
    thenables: async () => {
      // biome-ignore lint/suspicious/noThenProperty: libraries have their own promises
      await { then: (resolve: () => void) => void setTimeout(resolve, 5) };
    },
    rejections: async () => {
      await sleep(2)
        .then(() => {
          throw new Error('expected');
        })
        .catch(() => undefined);
    },
  };
  test.each(Object.keys(bodies))('%s', async (name) => {
    const { trace, failures } = createBench();
    const from = performance.now();
    const found = await trace('/a', bodies[name] as () => unknown);
    checkSums(found);
    expect(found.totalMicros).toBeLessThanOrEqual((performance.now() - from) * 1000);
    expect(failures).toEqual([]);
  });
});

test('the hooks are on only while a request is traced', async () => {
  const { trace, tracer } = createBench();
  expect(tracer.isOn).toBe(false);
  const one = trace('/a', () => sleep(20));
  await trace('/b', () => sleep(5));
  expect(tracer.isOn).toBe(true);
  await one;
  expect(tracer.isOn).toBe(false);
  const { inits, befores } = tracer.costs;
  await sleep(5);
  expect([tracer.costs.inits, tracer.costs.befores]).toEqual([inits, befores]);
});

test('what tracing takes is measured', async () => {
  const { trace } = createBench();
  const found = await trace('/a', async () => {
    for (let i = 0; i < 1_000; i++) await null;
  });
  checkSums(found);
  expect(found.tracingMicros).toBeGreaterThan(0);
});

test('a trace that costs more than it may is cut, and keeps what it has', async () => {
  const bench = createBench();
  bench.tracer.limit(0);
  const found = await bench.trace('/a', async () => {
    for (let i = 0; i < 300; i++) await null;
  });
  checkSums(found);
  expect(found.isCut).toBe(true);
  expect(bench.cut).toHaveLength(1);
  expect(bench.tracer.isOn).toBe(false);
});

test('the profiler’s own calls are in no stack', async () => {
  const { trace } = createBench();
  const ours = marked({
    'routeprof:own': (work: () => unknown) => marked({ 'routeprof:app': () => work() })(),
  });
  async function handler(): Promise<void> {
    await sleep(5);
  }
  const { waits } = await trace('/a', () => ours(handler));
  const names = waits.flatMap(({ stack }) => stack.map(({ name }) => name));
  expect(names).toContain('handler');
  expect(names.filter((name) => name.startsWith('routeprof:'))).toEqual([]);
});
