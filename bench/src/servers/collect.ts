import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** For what a request still has to do after its answer. */
const idleMillis = 20;

/** Collects all garbage while the server is idle. */
export async function collectGarbage(): Promise<true> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  await new Promise((resolve) => setTimeout(resolve, idleMillis));
  collect();
  return true;
}
