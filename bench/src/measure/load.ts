import { join } from 'node:path';
import type { SliceAnswer, SliceOrder } from '../load/main.ts';
import { dist } from '../prepare.ts';
import { startChild } from './child.ts';

export interface Load {
  /** Throws when a response was not as expected. */
  run(order: SliceOrder): Promise<SliceAnswer>;
  stop(): Promise<void>;
}

export function startLoad(core: number | undefined): Load {
  const child = startChild({ node: process.execPath, core, file: join(dist, 'load/main.js') });
  return {
    async run(order) {
      const answer = await child.ask<SliceAnswer>(order);
      if (answer.failures > 0)
        throw new Error(`${answer.failures} wrong answers, such as: ${answer.firstFailure}`);
      return answer;
    },
    stop: child.stop,
  };
}
