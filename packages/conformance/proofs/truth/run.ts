import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ReportModel } from '@routeprof/core';
import { disturbedMicros, waitsOf } from './disturbance.ts';
import { type Call, send, sendLoad } from './load.ts';

const body = JSON.stringify({ items: Array.from({ length: 50 }, (_, i) => ({ id: i, name: `item ${i}` })) });

const calls: readonly Call[] = [
  { method: 'GET', path: '/before/:n' },
  { method: 'GET', path: '/after/:n' },
  { method: 'GET', path: '/timers/:n' },
  { method: 'POST', path: '/body/:n', body },
  { method: 'POST', path: '/raw/:n', body },
  { method: 'GET', path: '/stream/:n' },
  { method: 'GET', path: '/microtasks/:n' },
];

export interface TruthResult {
  readonly report: ReportModel;
  readonly burnt: Readonly<Record<string, number>>;
  readonly requests: number;
  /** Between the profile's clear and the request for it, by the clock of the test. */
  readonly elapsedMicros: number;
  /** How long other processes kept the measurement from the cores, as a share of the elapsed time. */
  readonly disturbance: number;
}

/**
 * Runs the server on `node`, `atATime` requests at a time, and reads the CPU that was used and the CPU that was
 * measured.
 */
export async function runTruth(
  node: string,
  forMillis: number,
  engine = '',
  atATime = 32,
): Promise<TruthResult> {
  const server = spawn(node, [fileURLToPath(new URL('../../dist/proofs/truth/server.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'development', ROUTEPROF_ENGINE: engine },
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.stdout.once('data', (line) => resolve(Number(line)));
      server.once('exit', (code) => reject(new Error(`the server exited with ${code} before it listened`)));
    });
    // Warms up: code should be compiled, and pools filled, before the measurement starts.
    await sendLoad(port, calls, atATime, 1_500);
    const before = JSON.parse(await send(port, { method: 'GET', path: '/truth' }));
    await send(port, { method: 'POST', path: '/__profile__/clear' });
    const pid = server.pid as number;
    const waitsBefore = waitsOf(pid);
    const startMillis = performance.now();
    const [requests] = await Promise.all([
      sendLoad(port, calls, atATime, forMillis),
      sendLoad(port, [{ method: 'GET', path: '/idle' }], 1, forMillis),
    ]);
    const elapsedMicros = (performance.now() - startMillis) * 1000;
    const disturbance = disturbedMicros(waitsBefore, waitsOf(pid)) / elapsedMicros;
    const report = JSON.parse(
      await send(port, { method: 'GET', path: '/__profile__/?format=json&view=functions&limit=1000&full=1' }),
    ) as ReportModel;
    const after = JSON.parse(await send(port, { method: 'GET', path: '/truth' })) as Record<string, number>;
    const burnt = Object.fromEntries(
      Object.entries(after).map(([name, micros]) => [name, micros - (before[name] ?? 0)]),
    );
    return { report, burnt, requests, elapsedMicros, disturbance };
  } finally {
    server.kill('SIGKILL');
  }
}
