import { ProfileFormatError } from '../pprof/profile-format-error.ts';
import { type FileFrame, isObject, type Json, readCallFrames } from './profile-json.ts';
import { type PositionTicks, readPositionTicks } from './read-position-ticks.ts';

/** A `.cpuprofile` after validation. Nodes are numbers here: node 0 is the root, and parents come first. */
export interface ParsedProfile {
  readonly parent: Int32Array;
  /** For each node, an index into `frames`. */
  readonly frame: Int32Array;
  /** No two are equal. */
  readonly frames: readonly FileFrame[];
  /** Samples that ended in the node; undefined where the file does not have them. */
  readonly hitCount: Float64Array | undefined;
  /** Where the file tells lines. */
  readonly positionTicks: PositionTicks | undefined;
  readonly startMicros: number;
  readonly endMicros: number;
  /** The node of each sample. */
  readonly samples: Int32Array | undefined;
  /** Each sample's time, in microseconds since `startMicros`. */
  readonly timeMicros: Float64Array | undefined;
}

/** 71 years: longer ones could not be added up exactly. */
const longestMicros = 2 ** 51;

/** @throws ProfileFormatError */
export function parseCpuProfile(file: Json): ParsedProfile {
  const { nodes } = file;
  if (!Array.isArray(nodes) || nodes.length === 0) throw new ProfileFormatError(nameOther(file));
  nodes.forEach((node, i) => {
    if (!isObject(node)) throw damaged(`entry ${i} of "nodes" is not an object`);
  });
  const byId = indexIds(nodes);
  const fileParent = parentsOf(nodes, byId);
  const order = orderFromRoot(fileParent);
  const place = new Int32Array(order.length);
  order.forEach((node, i) => {
    place[node] = i;
  });
  const startMicros = micros(file.startTime, '"startTime"');
  const endMicros = micros(file.endTime, '"endTime"');
  const samples = readSamples(file, byId, place);
  return {
    parent: Int32Array.from(order, (node) =>
      node === 0 ? -1 : (place[fileParent[node] as number] as number),
    ),
    ...readCallFrames(nodes, order, damaged),
    hitCount: readHitCounts(nodes, order),
    positionTicks: readPositionTicks(nodes, order, damaged),
    startMicros,
    endMicros,
    samples,
    timeMicros: samples && readTimes(file, samples.length),
  };
}

/** What a file without nodes is, as an error message. */
function nameOther(file: Json): string {
  if (isObject(file.snapshot))
    return 'This is a heap snapshot: it holds the objects of one moment, not the functions that allocated them. Open it in the Memory panel of Chrome, or record a heap profile: node --heap-prof.';
  if (isObject(file.head))
    return 'This profile has the format of Chrome before version 58. Record it again with a current one.';
  if (Array.isArray(file.traceEvents))
    return 'This is not a .cpuprofile but a trace, as the Performance panel of Chrome saves it. Record a CPU profile instead: node --cpu-prof, or the profiler of VS Code.';
  if (typeof file.$schema === 'string' && file.$schema.startsWith('https://www.speedscope.app/'))
    return 'This is a speedscope file, which routeprof can write but not read. If py-spy wrote it, record again with --format raw, and convert that: pprofutils folded stacks.txt profile.pb.gz.';
  return 'This is not a valid .cpuprofile: it is JSON, but has no "nodes". Give a file that node --cpu-prof, Chrome, VS Code or routeprof wrote.';
}

function indexIds(nodes: readonly Json[]): Map<unknown, number> {
  const byId = new Map<unknown, number>();
  nodes.forEach(({ id }, i) => {
    if (!Number.isSafeInteger(id)) throw damaged(`entry ${i} of "nodes" has no whole number for its "id"`);
    if (byId.has(id)) throw damaged(`two nodes have the id ${id}`);
    byId.set(id, i);
  });
  return byId;
}

/** Each node's caller, or -1; from the callers' `children`, or from a `parent` in each node as some tools write it. */
function parentsOf(nodes: readonly Json[], byId: ReadonlyMap<unknown, number>): Int32Array {
  const parents = new Int32Array(nodes.length).fill(-1);
  const link = (caller: number | undefined, called: number | undefined): void => {
    if (caller === undefined || called === undefined)
      throw damaged('a node calls, or is called by, a node that does not exist');
    if (called === 0) throw damaged('the first node, which is the root, has a caller');
    if (parents[called] !== -1) throw damaged(`node ${nodes[called]?.id} has two callers`);
    parents[called] = caller;
  };
  const hasChildren = nodes.some(({ children }) => children !== undefined);
  nodes.forEach(({ children = [], parent }, i) => {
    if (!Array.isArray(children)) throw damaged(`the "children" of node ${nodes[i]?.id} are not a list`);
    for (const child of children) link(i, byId.get(child));
    if (!hasChildren && parent !== undefined) link(byId.get(parent), i);
  });
  return parents;
}

/** All nodes, each caller before what it calls. */
function orderFromRoot(parents: Int32Array): Int32Array {
  const count = parents.length;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  for (let node = count - 1; node > 0; node--) {
    const parent = parents[node] as number;
    if (parent === -1) continue;
    nextSibling[node] = firstChild[parent] as number;
    firstChild[parent] = node;
  }
  const order = new Int32Array(count);
  let found = 1;
  for (let i = 0; i < found; i++) {
    for (
      let child = firstChild[order[i] as number] as number;
      child !== -1;
      child = nextSibling[child] as number
    )
      order[found++] = child;
  }
  if (found < count) throw damaged(`${count - found} nodes cannot be reached from the first one`);
  return order;
}

function readHitCounts(nodes: readonly Json[], order: Int32Array): Float64Array | undefined {
  if (nodes.every(({ hitCount }) => hitCount === undefined)) return undefined;
  let sum = 0;
  return Float64Array.from(order, (node) => {
    const { id, hitCount = 0 } = nodes[node] as Json;
    sum += hitCount as number;
    if (!Number.isSafeInteger(hitCount) || (hitCount as number) < 0 || sum > Number.MAX_SAFE_INTEGER)
      throw damaged(`the "hitCount" of node ${id} is not a number of samples`);
    return hitCount as number;
  });
}

function readSamples(
  { samples }: Json,
  byId: ReadonlyMap<unknown, number>,
  place: Int32Array,
): Int32Array | undefined {
  if (samples === undefined) return undefined;
  if (!Array.isArray(samples)) throw damaged('"samples" is not a list');
  return Int32Array.from(samples, (id, i) => {
    const node = byId.get(id);
    if (node === undefined) throw damaged(`entry ${i} of "samples" names a node that does not exist`);
    return place[node] as number;
  });
}

function readTimes({ timeDeltas }: Json, count: number): Float64Array | undefined {
  if (timeDeltas === undefined) return undefined;
  if (!Array.isArray(timeDeltas)) throw damaged('"timeDeltas" is not a list');
  if (timeDeltas.length !== count)
    throw damaged(`it has ${count} "samples" but ${timeDeltas.length} "timeDeltas"`);
  let time = 0;
  return Float64Array.from(timeDeltas, (delta, i) => {
    time = micros(
      time + micros(delta, `entry ${i} of "timeDeltas"`),
      `the sum of "timeDeltas" up to entry ${i}`,
    );
    return time;
  });
}

function micros(value: unknown, what: string): number {
  if (typeof value !== 'number' || !(Math.abs(value) < longestMicros))
    throw damaged(`${what} is not a time in microseconds`);
  return value;
}

function damaged(how: string): ProfileFormatError {
  return new ProfileFormatError(`This .cpuprofile is damaged: ${how}. Save the profile again.`);
}
