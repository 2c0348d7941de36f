import { join } from 'node:path';
import { startChild } from '../measure/child.ts';
import { dist } from '../prepare.ts';
import type { Received } from './sink.ts';

export interface Sink {
  readonly port: number;
  received(): Promise<Received>;
  stop(): Promise<void>;
}

/** Pinned beside the load, so that it takes no time of a server. */
export async function startSink(node: string, core: number | undefined): Promise<Sink> {
  const child = startChild({ node, core, file: join(dist, 'peers/sink.js') });
  return {
    port: await child.hear<number>(),
    received: () => child.ask<Received>({}),
    stop: child.stop,
  };
}
