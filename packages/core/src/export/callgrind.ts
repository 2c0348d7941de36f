import { visibleName } from '../presentation/visible-text.ts';
import { type CallTree, totalsOf, workColumns } from '../profile/call-tree.ts';
import type { Measure } from '../profile/measure.ts';
import type { Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { fileLabel, functionLabel, positionLabel } from './frame-label.ts';
import { type ProfilePart, partsOf } from './parts.ts';

/** CPU time, wall time and samples, or another measure, in the order of the `events:` line. */
type Cost = [cpuMicros: number, wallMicros: number, samples: number];

interface GraphFunction {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  readonly self: Cost;
  readonly calls: Map<GraphFunction, Cost>;
}

/**
 * The format of Valgrind's callgrind, as `callgrind_annotate`, KCachegrind and QCachegrind read it. Routes,
 * `(background)`, `(profiler)` and `(garbage collector)` are functions that call the outermost ones; the functions' own
 * costs add up to all of the window.
 *
 * A call graph has no stacks. So the inclusive cost of a recursive function is on the call that first entered it, and
 * recursive calls carry none. The calls of a function thus add up to its inclusive cost, and nothing is counted twice. A
 * sampler counts no calls: `calls=` is 1 for each pair of functions.
 *
 * (https://valgrind.org/docs/manual/cl-format.html)
 */
export function* callgrindSteps(window: Window, measure?: Measure): Generator<void, string> {
  const functions = [...(yield* callGraph(window, partsOf(window)))];
  const total: Cost = [0, 0, 0];
  for (const { self } of functions) add(total, self);
  const { service = '', version = '' } = window.sources[0] ?? {};
  const costs = (cost: Readonly<Cost>): string => (measure === undefined ? cost.join(' ') : String(cost[0]));
  const files = createNames();
  const names = createNames();
  const lines = [
    '# callgrind format',
    'version: 1',
    'creator: routeprof',
    `cmd: ${visibleName(`${service} ${version}`.trim()) || 'node'}`,
    'positions: line',
    ...eventLines(measure),
  ];
  for (const { file, name, line, self, calls } of functions) {
    lines.push('', `fl=${files(file)}`, `fn=${names(name)}`, `${line} ${costs(self)}`);
    for (const [callee, cost] of calls) {
      lines.push(`cfi=${files(callee.file)}`, `cfn=${names(callee.name)}`, `calls=1 ${callee.line}`);
      lines.push(`${line} ${costs(cost)}`);
    }
    yield;
  }
  lines.push('', `totals: ${costs(total)}`, '');
  return lines.join('\n');
}

/** Names of events may only have letters, digits and `_`; the meaning after the name may be any text. */
function eventLines(measure: Measure | undefined): string[] {
  if (measure === undefined) {
    return [
      'event: Cpu_us : CPU time in microseconds',
      'event: Wall_us : Time on the event loop in microseconds',
      'event: Samples : Samples',
      'events: Cpu_us Wall_us Samples',
    ];
  }
  const event = measure.name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^(?![A-Za-z])/, 'm');
  const meaning = visibleName(`${measure.name} in ${measure.unit}`, 100);
  return [`event: ${event} : ${meaning}`, `events: ${event}`];
}

function* callGraph(
  { frames }: Window,
  parts: readonly ProfilePart[],
): Generator<void, Iterable<GraphFunction>> {
  // Tools know a function by its file and name, so two with the same labels are one here as well.
  const functions = new Map<string, GraphFunction>();
  const intern = (file: string, name: string, line: number): GraphFunction => {
    const key = `${file}\n${name}`;
    let found = functions.get(key);
    if (found === undefined)
      functions.set(key, (found = { file, name, line, self: [0, 0, 0], calls: new Map() }));
    return found;
  };
  const ofFrame: GraphFunction[] = [];
  const functionOf = (number: number): GraphFunction => {
    const frame = frames[number] as Frame;
    const label = [functionLabel(frame), positionLabel(frame)].filter(Boolean).join(' ');
    return (ofFrame[number] ??= intern(fileLabel(frame) || '(native)', label, frame.line));
  };
  for (const { kind, name, tree } of parts) {
    const place = kind === 'route' ? '(route)' : '(runtime)';
    yield* addTree(tree, intern(place, visibleName(name).trim(), 0), functionOf);
  }
  return functions.values();
}

function* addTree(
  tree: CallTree,
  top: GraphFunction,
  functionOf: (frame: number) => GraphFunction,
): Generator<void, void> {
  const own = workColumns(tree);
  const cpu = totalsOf(tree, own.cpuMicros);
  const wall = totalsOf(tree, own.wallMicros);
  const samples = totalsOf(tree, own.samples);
  /** The path from the root to the current node; `open` has its functions, each with the node that entered it first. */
  const path: { readonly node: number; readonly called: GraphFunction }[] = [];
  const open = new Map<GraphFunction, number>();
  for (let node = 0; node < tree.parent.length; node++) {
    while (path.length > 0 && path.at(-1)?.node !== tree.parent[node]) {
      const left = path.pop();
      if (left && open.get(left.called) === left.node) open.delete(left.called);
    }
    const called = node === 0 ? top : functionOf(tree.frame[node] as number);
    add(called.self, [at(own.cpuMicros, node), at(own.wallMicros, node), at(own.samples, node)]);
    const caller = path.at(-1)?.called;
    if (caller) {
      const cost = caller.calls.get(called) ?? [0, 0, 0];
      if (!open.has(called)) add(cost, [at(cpu, node), at(wall, node), at(samples, node)]);
      caller.calls.set(called, cost);
    }
    path.push({ node, called });
    if (!open.has(called)) open.set(called, node);
    yield;
  }
}

function at(values: Float64Array, node: number): number {
  return values[node] as number;
}

function add(sum: Cost, cost: Readonly<Cost>): void {
  for (const i of [0, 1, 2] as const) sum[i] += cost[i];
}

/** Writes a name in full the first time, and later only its number. */
function createNames(): (name: string) => string {
  const numbers = new Map<string, number>();
  return (name) => {
    const known = numbers.get(name);
    if (known !== undefined) return `(${known})`;
    numbers.set(name, numbers.size + 1);
    return `(${numbers.size}) ${name}`;
  };
}
