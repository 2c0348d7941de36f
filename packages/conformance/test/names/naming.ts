import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProfiler, type Profiler } from '@routeprof/core';
import { profileListener } from '@routeprof/core/node';
import { afterAll, beforeAll, expect } from 'vitest';
import { createRecorder } from '../../../core/src/record/recorder.ts';
import { ask, type Listening } from '../../src/client/http.ts';
import { until } from '../../src/client/until.ts';
import { expectCounted } from '../../src/suite/expect-counted.ts';

export interface Naming {
  /** For every app of the file. */
  readonly profiler: Profiler;
  /** Serves an app, asks for each path (`'/a'` or `'POST /a'`), and expects it to be counted under its name. */
  expectNames(listener: RequestListener, names: Readonly<Record<string, string>>): Promise<void>;
  /** The same for requests that come in another way. */
  expectCounted(growth: Readonly<Record<string, number>>, act: () => Promise<unknown>): Promise<unknown>;
}

/** One real profiler for apps in this process, and a server of its own for its report. */
export function useNaming(): Naming {
  const profiler = createProfiler({ maxRoutes: 1_000, discardFirst: false });
  const reporter = createServer(
    profileListener((_request, response) => void response.writeHead(404).end(), { profiler }),
  );
  let listening: Listening;
  beforeAll(async () => {
    listening = await listen(reporter);
  });
  afterAll(async () => {
    reporter.close();
    await profiler.close();
  });
  return {
    profiler,
    async expectNames(listener, names) {
      const server = createServer(listener);
      const { port } = await listen(server);
      const growth: Record<string, number> = {};
      for (const name of Object.values(names)) growth[name] = (growth[name] ?? 0) + 1;
      try {
        await expectCounted(listening, growth, async () => {
          for (const line of Object.keys(names)) {
            const [path = '', method = 'GET'] = line.split(' ').reverse();
            await ask({ port }, { method, path });
          }
        });
      } finally {
        server.close();
      }
    },
    expectCounted: (growth, act) => expectCounted(listening, growth, act),
  };
}

/** The same for names only: what the recorder counts, without samples or a report, so it takes milliseconds. */
export function useNames(): Pick<Naming, 'profiler' | 'expectNames'> {
  const counted: string[] = [];
  const failures: unknown[] = [];
  const failed = (error: unknown): void => void failures.push(error);
  const recorder = createRecorder({
    maxRoutes: 1_000,
    discardFirst: false,
    run: (_scope, work, argument) => work(argument as never),
    enter() {},
    leave() {},
    onRequests(log) {
      for (const id of log.routeId.slice(0, log.length)) {
        const { method, route } = recorder.routes.entries[id] as { method: string; route: string };
        counted.push(method === '*' ? route : `${method} ${route}`);
      }
    },
    onBegin() {},
    afterRequest() {},
    onFailure: failed,
  });
  const profiler: Profiler = {
    path: '/__profile__',
    closed: false,
    route: undefined,
    begin: recorder.begin,
    handle: async () => undefined,
    owns: () => false,
    failed,
    missed() {},
    stepOut() {},
    close: async () => {},
  };
  return {
    profiler,
    async expectNames(listener, names) {
      const server = createServer(listener);
      const { port } = await listen(server);
      const named: Record<string, readonly string[]> = {};
      try {
        for (const line of Object.keys(names)) {
          const [path = '', method = 'GET'] = line.split(' ').reverse();
          await ask({ port }, { method, path });
          await until(
            async () => recorder.openCount(),
            (open) => open === 0,
            `${line} to end`,
          );
          recorder.flush();
          named[line] = counted.splice(0);
        }
      } finally {
        server.close();
      }
      expect(named).toEqual(Object.fromEntries(Object.entries(names).map(([line, name]) => [line, [name]])));
      expect(failures).toEqual([]);
    },
  };
}

/** On any free port of loopback. */
export async function listen(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
}
