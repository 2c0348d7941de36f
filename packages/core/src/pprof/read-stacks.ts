import { LineBuilder } from '../profile/line-builder.ts';
import { TreeBuilder } from '../profile/tree-builder.ts';
import { backgroundName } from '../profile/window.ts';
import { checkCount } from './bounds.ts';
import { fieldsPerStep } from './name-frames.ts';
import { ProfileFormatError } from './profile-format-error.ts';
import { idOf, ProtobufReader } from './protobuf-reader.ts';
import { type SampleColumns, type SampleGroup, workName } from './read-columns.ts';
import { fields, type PprofTables } from './read-tables.ts';
import { routeLabel, treeLabel } from './samples.ts';

/** The samples of one label. */
export interface LabelledStacks {
  /** One for each group of measures. */
  readonly trees: readonly TreeBuilder[];
  /** Beside `trees`. */
  readonly lines: readonly LineBuilder[];
  gcMicros: number;
}

export interface Stacks {
  /** By label; samples without one are under `(background)`. */
  readonly byLabel: Map<string, LabelledStacks>;
  /** Samples of garbage collection alone, which are in no tree: samples, wall time and CPU time. */
  readonly gc: readonly [samples: number, wallMicros: number, cpuMicros: number];
}

/** Labels that others use for what we call a route; of a sample that has several, the last counts. */
const labelKeys: readonly string[] = [routeLabel, 'endpoint', 'trace endpoint'];
/** As many as the option `maxRoutes` allows, and the rows beside them. */
const mostLabels = 10_010;
const deepestStack = 10_000;
/** A location may stand for many functions, so stacks may be longer than their bytes in the file, but not by much. */
const framesPerByte = 4;
const nodesPerByte = 1;
const freeFrames = 65_536;
/** The numbers of a node besides its columns, and all of its numbers in a CPU profile. */
const numbersPerNode = 4;
const usualNumbers = 7;
/** A line has two numbers where a node has one. */
const nodesPerLine = 2;

/**
 * Merges a profile's samples into a tree for each label and group of measures. `gcFrame` is the frame of garbage
 * collection, or -1.
 */
export function* readStacks(
  bytes: Uint8Array,
  tables: PprofTables,
  columns: SampleColumns,
  gcFrame: number,
  nameOf: (label: string) => string,
): Generator<void, Stacks> {
  const byLabel = new Map<string, LabelledStacks>();
  const gc: [number, number, number] = [0, 0, 0];
  const own = columns.groups.map(({ columns: { length } }) => new Array<number>(length));
  const bounds = createBounds(bytes.length, columns.count);
  /** Innermost first. */
  const stack: number[] = [];
  /** Beside `stack`, where the profile tells lines. */
  const lines: number[] = [];
  const { linesAt } = tables;
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
    if (linesAt !== undefined) for (const line of linesAt(idOf(id))) lines.push(line);
  };
  const profile = new ProtobufReader(bytes);
  for (let count = 1; profile.next(); count++) {
    if (count % fieldsPerStep === 0) yield;
    if (profile.field !== fields.sample) continue;
    const sample = profile.message();
    stack.length = 0;
    lines.length = 0;
    values.length = 0;
    let label: string | undefined;
    let treeName = workName;
    while (sample.next()) {
      if (sample.field === 1) sample.eachNumber(addLocation);
      else if (sample.field === 2) sample.eachNumber((value) => values.push(value));
      else if (sample.field === 3) {
        const { key, text } = readLabel(sample.message(), tables);
        if (key === treeLabel) treeName = text;
        else if (text !== '' && labelKeys.includes(key)) label = text;
      }
    }
    if (values.length !== columns.count) {
      throw new ProfileFormatError(
        `A sample of the profile has ${values.length} values where there should be ${columns.count}. Whatever wrote it is wrong, or it was damaged.`,
      );
    }
    let isCounted = false;
    for (let at = columns.groups.length - 1; at >= 0; at--) {
      const group = columns.groups[at] as SampleGroup;
      if (columns.isLabelled && group.name !== treeName) continue;
      const weights = own[at] as number[];
      let isZero = true;
      for (let i = 0; i < weights.length; i++) {
        weights[i] = group.columns[i]?.read(values) ?? 0;
        isZero &&= weights[i] === 0;
      }
      // A sample without any value belongs to the first group, so that its stack is shown.
      if (isZero && !columns.isLabelled && (at > 0 || isCounted)) continue;
      isCounted = true;
      const isGc = group.name === workName && stack.length === 1 && stack[0] === gcFrame;
      if (isGc) for (const i of [0, 1, 2] as const) gc[i] += weights[i] as number;
      const stacks = stacksOf(byLabel, label === undefined ? backgroundName : nameOf(label), columns.groups);
      if (isGc) stacks.gcMicros += weights[1] as number;
      else {
        const nodes = addStack(stacks.trees[at] as TreeBuilder, stack, weights, last);
        const entries =
          linesAt === undefined || isZero
            ? 0
            : addLines(stacks.lines[at] as LineBuilder, stack, lines, weights);
        bounds(stack.length, nodes + nodesPerLine * entries);
      }
    }
    if (columns.isLabelled && !isCounted) notNamed(treeName);
  }
  return { byLabel, gc };
}

/** The stack that was added last: the next one mostly begins with the same frames. */
interface LastStack {
  tree: TreeBuilder | undefined;
  /** Outermost first. */
  readonly frames: number[];
  readonly nodes: number[];
}

/** Returns how many nodes are new. */
function addStack(
  tree: TreeBuilder,
  stack: readonly number[],
  weights: readonly number[],
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
  for (let i = 0; i < weights.length; i++) tree.addTo(i, node, weights[i] as number);
  return tree.size - before;
}

/** Gives back how many entries are new. */
function addLines(
  builder: LineBuilder,
  stack: readonly number[],
  lines: readonly number[],
  weights: readonly number[],
): number {
  const before = builder.size;
  builder.addStack(stack, lines, weights);
  return builder.size - before;
}

function notNamed(tree: string): never {
  throw new ProfileFormatError(
    `A sample belongs to the tree ${JSON.stringify(tree.slice(0, 40))}, which the file’s request statistics do not list. Use the file as routeprof wrote it.`,
  );
}

function stacksOf(
  byLabel: Map<string, LabelledStacks>,
  name: string,
  groups: readonly SampleGroup[],
): LabelledStacks {
  let stacks = byLabel.get(name);
  if (stacks === undefined) {
    if (byLabel.size >= mostLabels) {
      throw new ProfileFormatError(
        `The profile has more than ${mostLabels} routes. Label samples with the route's pattern, not with URLs.`,
      );
    }
    const trees = groups.map(
      ({ measures }) => new TreeBuilder(Number.POSITIVE_INFINITY, () => -1, undefined, measures),
    );
    const lines = groups.map(({ measures }) => new LineBuilder(measures));
    byLabel.set(name, (stacks = { trees, lines, gcMicros: 0 }));
  }
  return stacks;
}

function readLabel(message: ProtobufReader, tables: PprofTables): { key: string; text: string } {
  let [key, text] = [0, 0];
  while (message.next()) {
    if (message.field === 1) key = message.number();
    else if (message.field === 2) text = message.number();
  }
  // Labels with a number instead of a text are ignored.
  return { key: text === 0 ? '' : tables.text(key), text: tables.text(text) };
}

/** A node has a number for each column, so the more there are, the fewer nodes there may be. */
function createBounds(bytes: number, columns: number): (frames: number, nodes: number) => void {
  let framesLeft = freeFrames + framesPerByte * bytes;
  const mostNodes =
    (freeFrames + nodesPerByte * bytes) / Math.max(1, (numbersPerNode + columns) / usualNumbers);
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
