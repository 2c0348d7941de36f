import { join } from 'node:path';
import type { SliceAnswer, SliceOrder } from '../load/order.ts';
import { dist } from '../prepare.ts';
import { startChild } from './child.ts';

export interface Load {
  /** Throws when an answer was not as expected. */
  run(order: SliceOrder): Promise<SliceAnswer>;
  stop(): Promise<void>;
}

/** The load generator is a process of its own, on a core of its own. */
export function startLoad(core: number | undefined): Load {
  const child = startChild({ node: process.execPath, core, file: join(dist, 'load/main.js') });
  return {
    async run(order) {
      const answer = await child.ask<SliceAnswer>(order);
      if (answer.failure !== undefined) throw new Error(`the load failed: ${answer.failure}`);
      if (answer.requests === 0) throw new Error('no request was answered');
      return answer;
    },
    stop: child.stop,
  };
}
