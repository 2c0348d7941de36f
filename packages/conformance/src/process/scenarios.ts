import { createProfiler, type Profiler } from '@routeprof/core';
import type { AdapterOptions } from '@routeprof/core/node';

/** Where a server has the profiler, and with which options. Without both fields it has none. */
export interface Setup<Request> {
  /** Before everything else. */
  readonly root?: AdapterOptions<Request>;
  /** In the nested app at `/outer/inner`. */
  readonly inner?: AdapterOptions<Request>;
  /** The instance, if the server itself made one. */
  readonly profiler?: Profiler;
}

/** Reads a header in the framework's own way, so that it fails for anything but the framework's own request. */
export type HeaderReader<Request> = (request: Request, name: string) => string | undefined;

export const secret = 'a-secret-of-the-suite';

/** How servers are set up. Each is one process, which several checks share. */
export type ScenarioName =
  | 'off'
  | 'plain'
  | 'root'
  | 'nested'
  | 'shared'
  | 'disabled'
  | 'token'
  | 'authorize'
  | 'chosen'
  | 'discardRoutes';

/** Whatever that costs on a slow machine. */
const always = { maxOverhead: 1 } as const;

export function setupOf<Request>(name: ScenarioName, header: HeaderReader<Request>): Setup<Request> {
  switch (name) {
    // No profiler: responses are compared with its responses.
    case 'off':
      return {};
    // All options at their defaults.
    case 'plain':
      return { root: {} };
    // Counts from the first request on.
    case 'root':
      return { root: { ...always, discardFirst: false } };
    case 'nested':
      return { inner: { ...always, discardFirst: false } };
    case 'shared': {
      const profiler = createProfiler({ ...always, discardFirst: false });
      return { root: { profiler }, inner: { profiler }, profiler };
    }
    case 'disabled':
      return { root: { enabled: false } };
    case 'token':
      return { root: { ...always, discardFirst: false, token: secret } };
    case 'authorize':
      return {
        root: {
          ...always,
          discardFirst: false,
          authorize: (request) => decide(header(request, 'x-let-me-in')),
        },
      };
    // The options that decide what is recorded, and under which name.
    case 'chosen':
      return {
        root: {
          path: '/_perf/cpu',
          discardFirst: true,
          ignore: ['/json', '/shop/*', '/burn/beta', /^\/tenants\//, ({ path }) => path === '/big'],
          route: (request) => header(request, 'x-route'),
        },
      };
    case 'discardRoutes':
      return { root: { ...always, discardFirst: 'route' } };
  }
}

/** Synchronously or not, as the request says. */
function decide(word: string | undefined): boolean | Promise<boolean> {
  if (word === 'throw') throw new Error('authorize threw');
  if (word === 'reject') return Promise.reject(new Error('authorize rejected'));
  if (word?.startsWith('later'))
    return new Promise((resolve) => setTimeout(resolve, 1, word === 'later yes'));
  return word === 'yes';
}
