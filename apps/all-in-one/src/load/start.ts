import { fork } from 'node:child_process';
import type { LoadPlan, LoadTally } from './plan.ts';

export interface Load {
  /** At most a quarter of a second old. */
  tally(): LoadTally;
  /** Fulfilled with the final tally; rejects when the generator failed. */
  readonly done: Promise<LoadTally>;
  stop(): void;
}

/** Starts the generator in a separate process, so that its CPU is not in the profile. */
export function startLoad(plan: LoadPlan): Load {
  let tally: LoadTally = {
    elapsedMillis: 0,
    sent: 0,
    answered: 0,
    errors: 0,
    unexpected: 0,
    sentByRoute: {},
  };
  let stopped = false;
  const child = fork(new URL('./child.ts', import.meta.url), [JSON.stringify(plan)], { execArgv: [] });
  child.on('message', (message) => {
    tally = message as LoadTally;
  });
  const done = new Promise<LoadTally>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0 || stopped) resolve(tally);
      else reject(new Error(`the load generator ended early (${signal ?? `exit code ${code}`})`));
    });
  });
  return {
    tally: () => tally,
    done,
    stop() {
      stopped = true;
      child.kill();
    },
  };
}
