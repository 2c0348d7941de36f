import { TreeFlattener } from './flatten.ts';
import type { NativeHit, NativeNode } from './load-native.ts';
import type { Scope } from './scope.ts';
import type { SampleBatch } from './source.ts';
import { type createFrameTable, Kind, kindOf } from './stack-tree.ts';
import { orderByTime } from './time-order.ts';

type Read = Pick<SampleBatch, 'node' | 'kind' | 'scope' | 'timeMicros' | 'cpuMicros' | 'stacks' | 'lost'>;

/**
 * The samples of a native profile, in the order of their times. Their CPU time is what the thread has used since the sample
 * before.
 */
export function readNative(
  root: NativeNode,
  frames: ReturnType<typeof createFrameTable>,
  ownOf: (scope: Scope | undefined) => Scope | undefined,
): Read {
  const tree = new TreeFlattener();
  const hits: NativeHit[] = [];
  const nodes: number[] = [];
  const kinds: Kind[] = [];
  let lost = 0;
  const visit = (native: NativeNode, at: number, kindHere: Kind): void => {
    const { contexts, children } = native;
    if (contexts !== undefined) {
      lost += Math.max(0, native.hitCount - contexts.length);
      for (const hit of contexts) {
        hits.push(hit);
        nodes.push(at);
        kinds.push(kindHere);
      }
    }
    for (const child of children) {
      const { name, scriptName } = child;
      const frame = frames.intern(child.scriptId, name, scriptName, child.lineNumber, child.columnNumber);
      visit(child, tree.add(at, frame), at === 0 ? kindOf(name, scriptName) : kindHere);
    }
  };
  visit(root, 0, Kind.script);

  const times = Float64Array.from(hits, timeOf);
  const order = orderByTime(times);
  const count = order.length;
  const node = new Int32Array(count);
  const kind = new Uint8Array(count);
  const scope = new Array<Scope | undefined>(count);
  const timeMicros = new Float64Array(count);
  const cpuMicros = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const from = order[i] as number;
    const hit = hits[from] as NativeHit;
    node[i] = nodes[from] as number;
    kind[i] = kinds[from] as number;
    scope[i] = ownOf(hit.context);
    timeMicros[i] = times[from] as number;
    cpuMicros[i] = (hit.cpuTime ?? 0) / 1000;
  }
  return { node, kind, scope, timeMicros, cpuMicros, stacks: tree.finish(), lost };
}

function timeOf(hit: NativeHit): number {
  return Number(hit.timestamp);
}
