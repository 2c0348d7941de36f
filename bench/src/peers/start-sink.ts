import { join } from 'node:path';
import { startChild } from '../measure/child.ts';
import { dist } from '../prepare.ts';
import type { Received } from './sink.ts';

export interface Sink {
  readonly port: number;
  received(): Promise<Received>;
  stop(): Promise<void>;
}

/**
 * Pinned beside the load, so that it takes no time of a server. The latest profiles, or all that is sent, are in
 * `folder`.
 */
export async function startSink(
  node: string,
  core: number | undefined,
  folder: string,
  keepsAll: boolean,
): Promise<Sink> {
  const child = startChild({
    node,
    core,
    file: join(dist, 'peers/sink.js'),
    environment: { BENCH_SINK_FOLDER: folder, BENCH_SINK_KEEPS_ALL: String(keepsAll) },
  });
  return {
    port: await child.hear<number>(),
    received: () => child.ask<Received>({}),
    stop: child.stop,
  };
}
