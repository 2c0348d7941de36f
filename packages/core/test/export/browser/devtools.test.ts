import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../../../../../scripts/find-browser.ts';
import type { Window } from '../../../src/profile/window.ts';
import { emptyWindow, hostileWindow, shopWindow } from '../fixture.ts';
import { type SelfAndTotal, stacksOf } from '../stacks.ts';
import { written } from '../written.ts';

let browser: Browser;
let devTools: Page;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findBrowser(),
    // The sandbox does not start for root.
    chromiumSandbox: process.getuid?.() !== 0,
  });
  devTools = await browser.newPage();
  await devTools.goto('devtools://devtools/bundled/devtools_app.html');
});
afterAll(() => browser?.close());

/** The parts that are used of DevTools' own `models/trace`, which the Performance panel shows. Times are microseconds. */
interface TraceModule {
  readonly Helpers: {
    readonly SamplesIntegrator: {
      readonly SamplesIntegrator: {
        createFakeTraceFromCpuProfile(
          profile: unknown,
          threadId: number,
        ): { readonly traceEvents: object[]; readonly metadata: object };
      };
    };
  };
  readonly Types: { readonly Configuration: { defaults(): object } };
  readonly TraceModel: { readonly Model: { createWithAllHandlers(configuration: object): TraceModel } };
}

interface TraceModel {
  parse(traceEvents: object[], options: { readonly metadata: object }): Promise<void>;
  parsedTrace(): { readonly data: { readonly Samples: Samples } } | null;
}

interface Samples {
  readonly profilesInProcess: ReadonlyMap<
    number,
    ReadonlyMap<number, { readonly profileCalls: readonly ProfileCall[] }>
  >;
  readonly entryToNode: ReadonlyMap<ProfileCall, { readonly selfTime?: number }>;
}

interface ProfileCall {
  readonly nodeId: number;
  readonly dur: number;
}

interface Shown {
  readonly nodeId: number;
  readonly self: number;
  readonly total: number;
}

/** What the Performance panel has for each call in its chart, after it has loaded the file. */
async function openInDevTools(profile: string): Promise<Shown[]> {
  const trace = await devTools.evaluateHandle<TraceModule>(
    "import('devtools://devtools/bundled/models/trace/trace.js')",
  );
  return devTools.evaluate(
    async ({ module, text }) => {
      const { Helpers, Types, TraceModel } = module as TraceModule;
      const threadId = 1;
      const { traceEvents, metadata } =
        Helpers.SamplesIntegrator.SamplesIntegrator.createFakeTraceFromCpuProfile(JSON.parse(text), threadId);
      const model = TraceModel.Model.createWithAllHandlers(Types.Configuration.defaults());
      await model.parse(traceEvents, { metadata });
      const samples = model.parsedTrace()?.data.Samples;
      const threads = [...(samples?.profilesInProcess.values() ?? [])].flatMap((process) => [
        ...process.values(),
      ]);
      return threads.flatMap(({ profileCalls }) =>
        profileCalls.map((call) => ({
          nodeId: call.nodeId,
          self: samples?.entryToNode.get(call)?.selfTime ?? 0,
          total: call.dur,
        })),
      );
    },
    { module: trace, text: profile },
  );
}

type Times = Map<string, SelfAndTotal>;

function add(times: Times, path: readonly string[], self: number, total: number): void {
  const key = path.join(' < ');
  const before = times.get(key) ?? { self: 0, total: 0 };
  times.set(key, { self: before.self + self, total: before.total + total });
}

/** By the way from the route to the function, each with its line. */
function shownTimes(text: string, shown: readonly Shown[]): Times {
  const { nodes } = JSON.parse(text);
  const paths = new Map<number, string[]>([[1, []]]);
  for (const { id, callFrame, children } of nodes) {
    const above = paths.get(id) ?? [];
    if (id !== 1) above.push(`${callFrame.functionName}:${callFrame.lineNumber + 1}`);
    for (const child of children) paths.set(child, [...above]);
  }
  const times: Times = new Map();
  for (const { nodeId, self, total } of shown) add(times, paths.get(nodeId) ?? [], self, total);
  return times;
}

function expectedTimes(window: Window): Times {
  const times: Times = new Map();
  for (const { part, frames, wallMicros } of stacksOf(window)) {
    const path = [`${part}:0`, ...frames.map(({ name, line }) => `${name}:${line}`)];
    path.forEach((_, i) => {
      add(times, path.slice(0, i + 1), i === path.length - 1 ? wallMicros : 0, wallMicros);
    });
  }
  add(times, ['(idle):0'], window.runtime.idleMicros, window.runtime.idleMicros);
  return times;
}

/** Its clock is milliseconds since 1970 in a double, whose last digit is a quarter of a microsecond. */
function whole(times: Times) {
  return [...times]
    .map(([path, { self, total }]) => ({ path, self: Math.round(self), total: Math.round(total) }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

test.each(Object.entries({ shop: shopWindow, hostile: hostileWindow, empty: emptyWindow }))(
  "Chrome's Performance panel has our self and total times: %s",
  async (_name, window) => {
    const text = written.cpuProfile(window);
    expect(whole(shownTimes(text, await openInDevTools(text)))).toEqual(whole(expectedTimes(window)));
  },
);
