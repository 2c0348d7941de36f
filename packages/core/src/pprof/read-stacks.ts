import { TreeBuilder } from '../profile/call-tree.ts';
import { backgroundName } from '../profile/window.ts';
import { checkCount } from './bounds.ts';
import { ProfileFormatError } from './profile-format-error.ts';
import { idOf, ProtobufReader } from './protobuf-reader.ts';
import { fields, fieldsPerStep, type PprofTables } from './read-tables.ts';
import type { SampleColumns, SampleWeights } from './sample-columns.ts';
import { routeLabel } from './write-pprof.ts';

/** The samples of one label. */
export interface LabelledStacks {
  readonly tree: TreeBuilder;
  gcMicros: number;
}

export interface Stacks {
  /** By label; samples without one are under `(background)`. */
  readonly byLabel: Map<string, LabelledStacks>;
  /** Samples of nothing but garbage collection: in no tree. */
  readonly gc: SampleWeights;
}

/** Labels that others use for what we call a route; of a sample that has several, the last counts. */
const labelKeys: readonly string[] = [routeLabel, 'endpoint', 'trace endpoint'];
/** As many as the option `maxRoutes` allows, and what is beside them. */
const mostLabels = 10_010;
const deepestStack = 10_000;
/** A location may stand for many functions, so stacks may be longer than the bytes that say them, but not by much. */
const framesPerByte = 4;
const nodesPerByte = 1;
const freeFrames = 65_536;

/** Merges a profile's samples into one tree for each label. `gcFrame` is the frame of garbage collection, or -1. */
export function* readStacks(
  bytes: Uint8Array,
  tables: PprofTables,
  columns: SampleColumns,
  gcFrame: number,
  nameOf: (label: string) => string,
): Generator<void, Stacks> {
  const byLabel = new Map<string, LabelledStacks>();
  const gc = { samples: 0, cpuMicros: 0, wallMicros: 0 };
  const bounds = createBounds(bytes.length);
  /** Innermost first. */
  const stack: number[] = [];
  const values: (number | bigint)[] = [];
  const last: LastStack = { tree: undefined, frames: [], nodes: [] };
  const addLocation = (id: number | bigint): void => {
    const frames = tables.framesAt(idOf(id));
    if (stack.length + frames.length > deepestStack) {
      throw new ProfileFormatError(
        `The profile has a stack of more than ${deepestStack} functions. Record with a limit on the depth of stacks.`,
      );
    }
    for (const frame of frames) stack.push(frame);
  };
  const profile = new ProtobufReader(bytes);
  for (let count = 1; profile.next(); count++) {
    if (count % fieldsPerStep === 0) yield;
    if (profile.field !== fields.sample) continue;
    const sample = profile.message();
    stack.length = 0;
    values.length = 0;
    let label: string | undefined;
    while (sample.next()) {
      if (sample.field === 1) sample.eachNumber(addLocation);
      else if (sample.field === 2) sample.eachNumber((value) => values.push(value));
      else if (sample.field === 3) label = readLabel(sample.message(), tables) ?? label;
    }
    if (values.length !== columns.count) {
      throw new ProfileFormatError(
        `A sample of the profile has ${values.length} values where there should be ${columns.count}. Whatever wrote it is wrong, or it was damaged.`,
      );
    }
    const weights = columns.read(values);
    const isGc = stack.length === 1 && stack[0] === gcFrame;
    if (isGc) {
      gc.samples += weights.samples;
      gc.cpuMicros += weights.cpuMicros;
      gc.wallMicros += weights.wallMicros;
      if (label === undefined) continue;
    }
    const stacks = stacksOf(byLabel, label === undefined ? backgroundName : nameOf(label));
    if (isGc) stacks.gcMicros += weights.wallMicros;
    else bounds(stack.length, addStack(stacks.tree, stack, weights, last));
  }
  return { byLabel, gc };
}

/** The nodes of the stack that was added last: the next one mostly begins as that did. */
interface LastStack {
  tree: TreeBuilder | undefined;
  /** Outermost first. */
  readonly frames: number[];
  readonly nodes: number[];
}

/** Gives back how many nodes are new. */
function addStack(
  tree: TreeBuilder,
  stack: readonly number[],
  { samples, cpuMicros, wallMicros }: SampleWeights,
  last: LastStack,
): number {
  const before = tree.size;
  const { frames, nodes } = last;
  const depth = stack.length;
  let at = 0;
  if (last.tree === tree) while (at < depth && frames[at] === stack[depth - 1 - at]) at++;
  let node = at === 0 ? 0 : (nodes[at - 1] as number);
  for (; at < depth; at++) {
    const frame = stack[depth - 1 - at] as number;
    node = tree.child(node, frame);
    frames[at] = frame;
    nodes[at] = node;
  }
  last.tree = tree;
  frames.length = depth;
  nodes.length = depth;
  tree.add(node, samples, wallMicros, cpuMicros);
  return tree.size - before;
}

function stacksOf(byLabel: Map<string, LabelledStacks>, name: string): LabelledStacks {
  let stacks = byLabel.get(name);
  if (stacks === undefined) {
    if (byLabel.size >= mostLabels) {
      throw new ProfileFormatError(
        `The profile has more than ${mostLabels} routes. Label samples with the route's pattern, not with URLs.`,
      );
    }
    byLabel.set(name, (stacks = { tree: new TreeBuilder(Number.POSITIVE_INFINITY, () => -1), gcMicros: 0 }));
  }
  return stacks;
}

/** The route that a label names, if it does. */
function readLabel(message: ProtobufReader, tables: PprofTables): string | undefined {
  let [key, text] = [0, 0];
  while (message.next()) {
    if (message.field === 1) key = message.number();
    else if (message.field === 2) text = message.number();
  }
  return text !== 0 && labelKeys.includes(tables.text(key)) ? tables.text(text) : undefined;
}

function createBounds(bytes: number): (frames: number, nodes: number) => void {
  let framesLeft = freeFrames + framesPerByte * bytes;
  const mostNodes = freeFrames + nodesPerByte * bytes;
  let allNodes = 0;
  return (frames, nodes) => {
    framesLeft -= frames;
    allNodes += nodes;
    checkCount('different calls', allNodes);
    if (framesLeft >= 0 && allNodes <= mostNodes) return;
    throw new ProfileFormatError(
      'The profile’s stacks are far longer than its size allows: it was made to fill the memory, or it is damaged.',
    );
  };
}
