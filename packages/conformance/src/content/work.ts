import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import {
  burnAfterAwait,
  burnAfterResponse,
  burnAlphaAfter,
  burnAlphaBefore,
  burnBetaAfter,
  burnBetaBefore,
  burnInImmediate,
  burnInMicrotask,
  burnInNextTick,
  burnInParallel,
  burnInTimer,
} from './burn.ts';

/** CPU on both sides of an await, while other requests run in between. */
export async function alpha(): Promise<string> {
  burnAlphaBefore();
  await delay(2);
  burnAlphaAfter();
  return 'alpha\n';
}

export async function beta(): Promise<string> {
  burnBetaBefore();
  await delay(2);
  burnBetaAfter();
  return 'beta\n';
}

/** CPU after several kinds of await: a timer, the thread pool, a settled promise. */
export async function afterAwait(): Promise<string> {
  await delay(1);
  await readFile(new URL(import.meta.url));
  await null;
  burnAfterAwait();
  return 'after await\n';
}

/** CPU in callbacks that nothing awaits directly. */
export function inCallbacks(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => {
      burnInTimer();
      setImmediate(() => {
        burnInImmediate();
        process.nextTick(() => {
          burnInNextTick();
          queueMicrotask(() => {
            burnInMicrotask();
            resolve('callbacks\n');
          });
        });
      });
    }, 1);
  });
}

export async function inParallel(): Promise<string> {
  const part = async (): Promise<void> => {
    await delay(1);
    burnInParallel();
  };
  await Promise.all([part(), part(), part()]);
  return 'parallel\n';
}

/** CPU that the client does not wait for. */
export function afterResponse(): string {
  setTimeout(burnAfterResponse, 5);
  return 'after response\n';
}
