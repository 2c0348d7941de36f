import { ProfileFormatError } from '../pprof/profile-format-error.ts';
import { emptyTree } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import type { Measure } from '../profile/measure.ts';
import { importedName } from '../profile/named-trees.ts';
import { TreeBuilder } from '../profile/tree-builder.ts';
import { type Window, windowFormat } from '../profile/window.ts';
import { anonymousName } from '../sample/anonymous.ts';
import { fileOf } from '../sample/stack-tree.ts';
import { type FileFrame, isObject, type Json, readCallFrames } from './profile-json.ts';

const spaceMeasure: Measure = { name: 'space', unit: 'bytes' };
/** The limit of pprof files, because it may be converted to one. */
const deepestStack = 10_000;
const sampledMeasure: Measure = { name: 'samples', unit: 'count' };

export function isHeapProfile(file: Json): boolean {
  return isObject(file.head) && 'selfSize' in file.head;
}

/**
 * Reads a `.heapprofile` of V8's sampling heap profiler: from Chrome, VS Code or `node --heap-prof`. It has, for each
 * function, the bytes that it allocated and that were still in use, and the number of samples. They belong to no route.
 *
 * @throws ProfileFormatError when it is damaged.
 */
export function readHeapProfile({ head, samples = [] }: Json): Window {
  const { nodes, parents } = flatten(head as Json);
  const counts = countSamples(samples, nodes);
  const { frame, frames } = readCallFrames(nodes, Int32Array.from(nodes.keys()), damaged);
  const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1, undefined, [
    spaceMeasure,
    sampledMeasure,
  ]);
  const places = new Int32Array(nodes.length);
  nodes.forEach(({ id, selfSize = 0 }, node) => {
    if (!Number.isSafeInteger(selfSize) || (selfSize as number) < 0)
      throw damaged(`the "selfSize" of node ${id} is not a number of bytes`);
    if (node > 0)
      places[node] = builder.child(places[parents[node] as number] as number, frame[node] as number);
    builder.addTo(0, places[node] as number, selfSize as number);
    builder.addTo(1, places[node] as number, counts[node] as number);
  });
  return {
    format: windowFormat,
    sources: [],
    startMicros: 0,
    endMicros: 0,
    elapsedMicros: 0,
    frames: frames.map(({ name, url, line, column }: FileFrame) => ({
      name: name || anonymousName,
      file: fileOf(url),
      line,
      column,
    })),
    routes: [],
    runtime: {
      idleMicros: 0,
      gcMicros: 0,
      gcSamples: 0,
      gcCpuMicros: 0,
      background: emptyTree,
      profiler: emptyTree,
      lost: 0,
      others: { [importedName]: canonicalTree(builder.finish()) },
    },
    preferred: spaceMeasure,
  };
}

/** All nodes, callers first. Without recursion, because the file decides how deep it goes. */
function flatten(head: Json): { readonly nodes: readonly Json[]; readonly parents: readonly number[] } {
  const nodes = [head];
  const parents = [-1];
  const depths = [0];
  for (let node = 0; node < nodes.length; node++) {
    const { id, children = [] } = nodes[node] as Json;
    if (!Array.isArray(children)) throw damaged(`the "children" of node ${id} are not a list`);
    for (const child of children) {
      if (!isObject(child)) throw damaged(`a child of node ${id} is not an object`);
      const depth = (depths[node] as number) + 1;
      if (depth > deepestStack) throw damaged(`it has a stack of more than ${deepestStack} functions`);
      nodes.push(child);
      parents.push(node);
      depths.push(depth);
    }
  }
  return { nodes, parents };
}

function countSamples(samples: unknown, nodes: readonly Json[]): Float64Array {
  if (!Array.isArray(samples)) throw damaged('"samples" is not a list');
  const byId = new Map(nodes.map(({ id }, node) => [id, node]));
  const counts = new Float64Array(nodes.length);
  samples.forEach((sample: unknown, i) => {
    const node = isObject(sample) ? byId.get(sample.nodeId) : undefined;
    if (node === undefined) throw damaged(`entry ${i} of "samples" names a node that does not exist`);
    counts[node] = (counts[node] as number) + 1;
  });
  return counts;
}

function damaged(how: string): ProfileFormatError {
  return new ProfileFormatError(`This .heapprofile is damaged: ${how}. Save the profile again.`);
}
