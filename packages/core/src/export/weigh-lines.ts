import type { PositionTicks } from './read-position-ticks.ts';
import type { NodeWeights } from './weigh-nodes.ts';

/** What a line of a node has of the node's own weight. */
export interface LineWeight {
  readonly node: number;
  readonly line: number;
  readonly samples: number;
  readonly micros: number;
}

/**
 * Each tick stands for an equal share of its node's time: the file does not tell which of its samples it was. Samples
 * without a tick are of no line that is known.
 */
export function* weighLines(
  { node, line, ticks }: PositionTicks,
  { micros, samples }: NodeWeights,
): Generator<LineWeight> {
  const ticksOf = new Map<number, number>();
  node.forEach((at, i) => void ticksOf.set(at, (ticksOf.get(at) ?? 0) + (ticks[i] as number)));
  let done = 0;
  for (let i = 0; i < node.length; i++) {
    const at = node[i] as number;
    if (at !== node[i - 1]) done = 0;
    const all = Math.max(samples[at] as number, ticksOf.get(at) as number);
    // Rounded at the bounds of the shares, so that they add up.
    const upTo = (count: number) => Math.round((count / all) * (micros[at] as number));
    const from = done;
    done += ticks[i] as number;
    yield { node: at, line: line[i] as number, samples: ticks[i] as number, micros: upTo(done) - upTo(from) };
  }
}
