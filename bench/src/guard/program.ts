import { existsSync, writeSync } from 'node:fs';
import { getPriority } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { apps } from '../servers/apps/table.ts';
import { createHandlers } from '../servers/handlers.ts';
import { variantOf } from '../variants/table.ts';
import { createClient } from './client.ts';
import type { GuardAnswer, GuardSettings } from './settings.ts';
import { setClockStep } from './steady.ts';

const settings: GuardSettings = JSON.parse(process.env.BENCH_GUARD ?? '');
const { adapter, framework, modules, profiler, variant, warmUp, parts, requests } = settings;

const addition = (await variantOf(variant).add?.(profiler)) ?? {};
const makeApp = apps[framework];
if (makeApp === undefined) throw new Error(`No app for ${framework}`);
const server = await makeApp({
  modules: await Promise.all(modules.map((module) => import(module))),
  handlers: createHandlers(1),
  around: addition.around,
  profiling: addition.profiler && { adapter: await import(adapter), settings: addition.profiler },
});
const ask = createClient(server, settings.path);
let kept: unknown;
const noted: number[] = [];

/** Without a closure it is the same code, so that only the closure makes a difference. */
async function request(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    if (settings.closure) kept = () => i;
    await ask();
  }
}

/** Valgrind is told to begin a new count wherever `uv_os_getpriority` is called. */
function begin(): void {
  noted.push(getHeapStatistics().used_heap_size);
  getPriority();
}

/** Until then Valgrind does not count, which is four times as fast. It looks for orders only while the process runs. */
function waitForGo(): void {
  const { go } = settings;
  if (go === undefined) return;
  writeSync(1, 'warm\n');
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(go)) Atomics.wait(cell, 0, 0, 5);
}

// The profiler drains its sampler after some time, and then knows that samples have scopes.
setClockStep(1_000);
await request(200);
setClockStep(0.1);
await request(warmUp);
waitForGo();
for (let part = 0; part < parts; part++) {
  begin();
  await request(requests);
}
begin();
const answer: GuardAnswer = {
  bytes: noted.slice(1).map((bytes, i) => (bytes - (noted[i] as number)) / requests),
};
writeSync(1, JSON.stringify(answer));
// Without exit listeners: what the profiler does at the end is not asked for. `kept` is read, or V8 could leave it out.
(process as unknown as { reallyExit(code: number): never }).reallyExit(kept === answer ? 1 : 0);
