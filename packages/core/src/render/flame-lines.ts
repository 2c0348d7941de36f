import { foldFrameworks, type ShownFrame } from '../presentation/fold-frameworks.ts';
import type { FlameGraph } from '../presentation/model/flame.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { totalsOf } from '../profile/call-tree.ts';

/** One node of a flame graph, as a line of an indented tree. */
export interface FlameLine {
  readonly frame: ShownFrame;
  /** 0 for the outermost calls. */
  readonly depth: number;
  readonly selfCpuMicros: number;
  readonly totalCpuMicros: number;
  readonly totalSamples: number;
  /** In the baseline, if there is one. */
  readonly before?: { readonly totalCpuMicros: number; readonly totalSamples: number };
}

export interface FlameLines {
  readonly lines: readonly FlameLine[];
  /** How many lines there are without the limit. */
  readonly all: number;
}

/** Cached, because a tree is drawn, counted and described. */
const known = new WeakMap<ReportModel, FlameLines>();

/**
 * The heaviest nodes, callers before what they called, and frameworks' plumbing as one call. With a filter only stacks
 * that go through a match count.
 */
export function flameLines(model: ReportModel): FlameLines {
  let lines = known.get(model);
  if (lines === undefined) known.set(model, (lines = makeLines(model)));
  return lines;
}

function makeLines({ flame, query }: ReportModel): FlameLines {
  if (flame === undefined) return { lines: [], all: 0 };
  const counted = countedNodes(flame);
  const tree = foldFrameworks(flame, query);
  const ownOf = (values: readonly number[]): Float64Array => {
    const own = new Float64Array(tree.parent.length);
    for (const [node, at] of tree.place.entries())
      if (counted[node] === 1) own[at] = (own[at] as number) + (values[node] as number);
    return own;
  };
  const totalOf = (values: readonly number[]): Float64Array => totalsOf(tree, ownOf(values));
  const self = ownOf(flame.cpuMicros);
  const cpu = totalOf(flame.cpuMicros);
  const samples = totalOf(flame.samples);
  const wall = totalOf(flame.wallMicros);
  const before = flame.base && {
    cpu: totalOf(flame.base.cpuMicros),
    samples: totalOf(flame.base.samples),
  };
  const at = (values: Float64Array, node: number): number => values[node] as number;
  /** In a comparison the heavier side counts, so that calls that are gone show, too. */
  const weight = (node: number): number => Math.max(at(cpu, node), before ? at(before.cpu, node) : 0);
  const heavier = (a: number, b: number): number =>
    weight(b) - weight(a) || at(wall, b) - at(wall, a) || at(samples, b) - at(samples, a) || a - b;
  const nodes = [...tree.parent.keys()]
    .slice(1)
    .filter((node) => weight(node) + at(wall, node) + at(samples, node) > 0);
  // A caller is never lighter than what it called, and comes first, so the heaviest nodes form a tree.
  const shown = [...nodes].sort(heavier).slice(0, query.limit);
  const below = new Map<number, number[]>();
  for (const node of shown) {
    const above = tree.parent[node] as number;
    const others = below.get(above);
    if (others) others.push(node);
    else below.set(above, [node]);
  }
  const lines: FlameLine[] = [];
  const stack = (below.get(0) ?? []).reverse().map((node) => ({ node, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, depth } = next;
    lines.push({
      frame: tree.frames[tree.frame[node] as number] as ShownFrame,
      depth,
      selfCpuMicros: at(self, node),
      totalCpuMicros: at(cpu, node),
      totalSamples: at(samples, node),
      ...(before === undefined
        ? {}
        : { before: { totalCpuMicros: at(before.cpu, node), totalSamples: at(before.samples, node) } }),
    });
    for (const child of (below.get(node) ?? []).reverse()) stack.push({ node: child, depth: depth + 1 });
  }
  return { lines, all: nodes.length };
}

/** 1 for nodes that match the filter, or lie below one that does. */
function countedNodes({ parent, frame, matched }: FlameGraph): Uint8Array {
  const counted = new Uint8Array(parent.length);
  if (matched === undefined) return counted.fill(1);
  const wanted = new Set(matched);
  for (let node = 1; node < parent.length; node++) {
    if (counted[parent[node] as number] === 1 || wanted.has(frame[node] as number)) counted[node] = 1;
  }
  return counted;
}
