import { mostLine } from '../profile/line-builder.ts';
import { isObject, type Json } from './profile-json.ts';

/** How often a sample ended in which line of a node's function, each list in the order of nodes. */
export interface PositionTicks {
  readonly node: readonly number[];
  /** From 1. */
  readonly line: readonly number[];
  readonly ticks: readonly number[];
}

/** The `positionTicks` of the nodes; `undefined` where no node has any. `order` has the entry of each node. */
export function readPositionTicks(
  nodes: readonly Json[],
  order: Int32Array,
  damaged: (how: string) => Error,
): PositionTicks | undefined {
  const [node, line, ticks]: [number[], number[], number[]] = [[], [], []];
  order.forEach((entry, at) => {
    const { id, positionTicks = [] } = nodes[entry] as Json;
    const fail = () => damaged(`the "positionTicks" of node ${id} are not lines with numbers of samples`);
    if (!Array.isArray(positionTicks)) throw fail();
    for (const given of positionTicks) {
      if (!isObject(given) || !isCount(given.line) || !isCount(given.ticks)) throw fail();
      // V8 counts lines from 1: 0 is none that it knows.
      if (given.line === 0 || given.line > mostLine || given.ticks === 0) continue;
      node.push(at);
      line.push(given.line);
      ticks.push(given.ticks);
    }
  });
  return node.length === 0 ? undefined : { node, line, ticks };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
