import { afterAll, beforeAll } from 'vitest';
import { type ServerProcess, type StartOptions, startServer } from '../client/server-process.ts';
import type { ScenarioName } from '../process/scenarios.ts';
import type { Target } from '../target.ts';

export type Start = readonly [scenario: ScenarioName, options?: StartOptions];

/** A server that runs for as long as the tests of the surrounding `describe`. */
export function useServer(target: Target, ...start: Start): ServerProcess {
  return useServers(target, { server: start }).server;
}

/** Several servers, started together. */
export function useServers<Name extends string>(
  target: Target,
  starts: Readonly<Record<Name, Start>>,
): Record<Name, ServerProcess> {
  const started = new Map<string, ServerProcess>();
  beforeAll(async () => {
    await Promise.all(
      Object.entries<Start>(starts).map(async ([name, [scenario, options]]) => {
        started.set(name, await startServer(target, scenario, options));
      }),
    );
  });
  afterAll(async () => {
    await Promise.all([...started.values()].map((server) => server.stop()));
  });
  const names = Object.keys(starts) as Name[];
  return Object.fromEntries(names.map((name) => [name, later(() => started.get(name))])) as Record<
    Name,
    ServerProcess
  >;
}

/** A proxy for a server that starts only when the tests run. */
function later(find: () => ServerProcess | undefined): ServerProcess {
  const server = (): ServerProcess => {
    const found = find();
    if (found === undefined) throw new Error('The server runs only during tests');
    return found;
  };
  return {
    get port() {
      return server().port;
    },
    order: (line) => server().order(line),
    tell: (line) => server().tell(line),
    signal: (signal) => server().signal(signal),
    exited: () => server().exited(),
    stderr: () => server().stderr(),
    stop: () => server().stop(),
  };
}
