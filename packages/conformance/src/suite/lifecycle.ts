import { describe, expect, type TestContext, test } from 'vitest';
import { ask } from '../client/http.ts';
import { type ServerProcess, startServer } from '../client/server-process.ts';
import type { ScenarioName } from '../process/scenarios.ts';
import type { Target } from '../target.ts';

/** A process with the profiler ends in the same way as without. */
export function lifecycle(target: Target): void {
  // Each test has its own process, and mostly waits for it.
  describe.concurrent('each alone', () => endings(target));
}

function endings(target: Target): void {
  test.for(target.register ? (['root'] as const) : (['root', 'shared'] as const))(
    '%s: ends by itself when the server is closed',
    async (scenario, context) => {
      const server = await startBusy(context, target, scenario);
      server.tell('close-server');
      expect(await server.exited()).toEqual({ code: 0, signal: null });
    },
  );

  test('process.exit keeps its code', async (context) => {
    const server = await startBusy(context, target, 'root');
    server.tell('exit 7');
    expect(await server.exited()).toEqual({ code: 7, signal: null });
  });

  test('process.exitCode is kept', async (context) => {
    const server = await startBusy(context, target, 'root');
    await server.order('exit-code 3');
    server.tell('close-server');
    expect(await server.exited()).toEqual({ code: 3, signal: null });
  });

  test.for(['SIGTERM', 'SIGINT'] as const)('%s ends the process', async (signal, context) => {
    const server = await startBusy(context, target, 'root');
    server.signal(signal);
    expect(await server.exited()).toEqual({ code: null, signal });
  });

  test('an error that nobody catches ends the process with its stack', async (context) => {
    const server = await startBusy(context, target, 'root');
    server.tell('throw');
    expect(await server.exited()).toEqual({ code: 1, signal: null });
    expect(server.stderr()).toMatch(/Error: nobody catches this\n +at /);
  });

  // With `register`, the app has no profiler to close.
  if (target.register) return;
  test('a closed profiler leaves the app as it is', async (context) => {
    const server = await startBusy(context, target, 'shared');
    await server.order('close-profiler');
    for (const path of ['/json', '/stream', '/outer/inner/things/1']) {
      expect((await ask(server, path)).status).toBe(200);
    }
    expect((await ask(server, '/__profile__/')).status, 'the report is gone').toBe(404);
    server.tell('close-server');
    expect(await server.exited()).toEqual({ code: 0, signal: null });
    expect(server.stderr(), 'warnings').not.toMatch(/^\(node:\d+\)/m);
  });
}

/** A server that has already been sampled under load. */
async function startBusy(
  { onTestFinished }: TestContext,
  target: Target,
  scenario: ScenarioName,
): Promise<ServerProcess> {
  const server = await startServer(target, scenario);
  onTestFinished(() => server.stop());
  await Promise.all(['/burn/alpha', '/burn/beta', '/stream'].map((path) => ask(server, path)));
  return server;
}
