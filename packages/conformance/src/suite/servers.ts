import type { ServerProcess } from '../client/server-process.ts';
import type { Target } from '../target.ts';
import { useServers } from './use-server.ts';

/** The servers that most checks share. Checks count differences, so that requests of other checks do not matter. */
export interface Servers {
  readonly off: ServerProcess;
  readonly offProduction: ServerProcess;
  /** With the profiler before everything else, from the first request on. */
  readonly root: ServerProcess;
  /** The same in production with default options, where nobody may see the report. */
  readonly plainProduction: ServerProcess;
}

export function useSharedServers(target: Target): Servers {
  return useServers(target, {
    off: ['off'],
    offProduction: ['off', { mode: 'production' }],
    root: ['root'],
    plainProduction: ['plain', { mode: 'production' }],
  });
}
