import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { obey } from './commands.ts';
import type { Running } from './running.ts';
import { type HeaderReader, type ScenarioName, type Setup, setupOf } from './scenarios.ts';

/** A framework: builds the app of the contract, and reads a header from the framework's own request. */
export interface Framework<Request> {
  build(setup: Setup<Request>): Running | Promise<Running>;
  readonly header: HeaderReader<Request>;
}

/** Everything binds here: nothing of the suite leaves the machine. */
export const host = '127.0.0.1';

/**
 * Runs one server process. `CONFORMANCE_SCENARIO` is its scenario, `CONFORMANCE_OPTIONS` has options for the profiler
 * at the root, as JSON. It prints `{"port": …}` when it listens, takes commands on stdin, and ends with its parent.
 */
export async function run<Request>({ build, header }: Framework<Request>): Promise<void> {
  const { CONFORMANCE_SCENARIO = 'off', CONFORMANCE_OPTIONS, CONFORMANCE_WRONG } = process.env;
  if (CONFORMANCE_WRONG !== undefined) return complain(build, JSON.parse(CONFORMANCE_WRONG));
  const setup = setupOf(CONFORMANCE_SCENARIO as ScenarioName, header);
  const options = CONFORMANCE_OPTIONS === undefined ? {} : JSON.parse(CONFORMANCE_OPTIONS);
  const running = await build(setup.root ? { ...setup, root: { ...setup.root, ...options } } : setup);
  if (!running.server.listening) {
    running.server.listen(0, host);
    await once(running.server, 'listening');
  }
  obey(running, setup.profiler);
  console.log(JSON.stringify({ port: (running.server.address() as AddressInfo).port }));
}

/**
 * Builds the app with each of several wrong options, and prints the errors. One process for all, because starts are
 * slow.
 */
async function complain<Request>(
  build: Framework<Request>['build'],
  wrong: readonly Record<string, never>[],
): Promise<void> {
  const messages: (string | null)[] = [];
  for (const root of wrong) {
    try {
      await build({ root });
      messages.push(null);
    } catch (error) {
      messages.push(String(error));
    }
  }
  console.log(JSON.stringify({ messages }));
}
