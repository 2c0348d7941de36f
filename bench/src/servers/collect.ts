import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** For what a request still has to do after its answer. */
const idleMillis = 20;

let collect: (() => void) | undefined;

/** Collects all garbage while the server is idle. */
export async function collectGarbage(): Promise<true> {
  collect ??= collector();
  await new Promise((resolve) => setTimeout(resolve, idleMillis));
  collect();
  return true;
}

/** Node's own, which it otherwise has only with a flag. It is in no global scope afterwards. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const found = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  return found;
}
