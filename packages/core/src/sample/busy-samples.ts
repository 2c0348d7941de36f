import type { Samples } from './source.ts';
import { Kind } from './stack-tree.ts';

/** The samples without the idle ones, which a batch counts as idle time only. */
export function leaveOutIdle(all: Samples): Samples {
  let count = 0;
  for (const kind of all.kind) if (kind !== Kind.idle) count++;
  const busy = {
    node: new Int32Array(count),
    kind: new Uint8Array(count),
    scope: new Array<Samples['scope'][number]>(count),
    timeMicros: new Float64Array(count),
    wallMicros: new Float64Array(count),
    cpuMicros: new Float64Array(count),
  };
  let at = 0;
  for (let i = 0; i < all.kind.length; i++) {
    if (all.kind[i] === Kind.idle) continue;
    busy.node[at] = all.node[i] as number;
    busy.kind[at] = all.kind[i] as number;
    busy.scope[at] = all.scope[i];
    busy.timeMicros[at] = all.timeMicros[i] as number;
    busy.wallMicros[at] = all.wallMicros[i] as number;
    busy.cpuMicros[at] = all.cpuMicros[i] as number;
    at++;
  }
  return busy;
}
