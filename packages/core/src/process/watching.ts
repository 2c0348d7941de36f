import type { EngineOptions } from '../options.ts';
import { marked } from '../own-frames.ts';
import type { Source } from '../profile/window.ts';
import type { OpenRequests } from '../record/watched-requests.ts';
import { startWatch } from '../watch/start-watching.ts';
import type { Schedule } from './schedule.ts';

export interface WatchingOptions {
  readonly source: Source;
  readonly every: Schedule;
  readonly onFailure: (error: unknown) => void;
}

/** The loop is watched from another thread. */
export interface Watching {
  readonly requests: OpenRequests;
  stop(): Promise<void>;
}

const beatMillis = 200;

/** Watches the loop where there is a folder to write to. */
export function startWatching(
  { dir, retention, blockMillis }: Pick<EngineOptions, 'dir' | 'retention' | 'blockMillis'>,
  { source, every, onFailure }: WatchingOptions,
): Watching | undefined {
  if (dir === undefined || blockMillis === 0) return undefined;
  const { service, version, instance, pid } = source;
  const watch = startWatch({
    dir,
    source: { service, version, instance, pid },
    forMillis: retention.at(-1)?.forMillis ?? 0,
    onFailure,
  });
  const end = every(beatMillis, marked({ 'routeprof:own': () => watch.beat() }));
  return {
    requests: watch.requests,
    async stop() {
      end();
      await watch.stop();
    },
  };
}
