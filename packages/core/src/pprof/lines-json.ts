import type { CallTree, NamedTrees } from '../profile/call-tree.ts';
import { frameKey } from '../profile/frame-key.ts';
import { type LineBuilder, mostLine } from '../profile/line-builder.ts';
import type { LineTable } from '../profile/line-table.ts';
import type { Measure } from '../profile/measure.ts';
import { backgroundName, profilerName, type Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { damaged, type Json, list, measureJson, object, readMeasure, text, whole } from './field-json.ts';
import { workName } from './read-columns.ts';

/**
 * The lines of all trees. Functions are identified by name and place, not by number: an earlier version that copies what
 * it does not know may give frames other numbers.
 */
export function linesJson(window: Window): readonly Json[] {
  return [...treesByName(window)].flatMap(([row, tree, { lines }]) =>
    lines === undefined ? [] : { row, tree, ...tableJson(lines, window.frames) },
  );
}

function* treesByName({ routes, runtime }: Window): Generator<[row: string, tree: string, CallTree]> {
  function* ofRow(
    row: string,
    work: CallTree,
    others: NamedTrees = {},
  ): Generator<[string, string, CallTree]> {
    yield [row, workName, work];
    for (const name of Object.keys(others).sort()) yield [row, name, others[name] as CallTree];
  }
  for (const { method, route, tree, others } of routes) yield* ofRow(`${method} ${route}`, tree, others);
  yield* ofRow(backgroundName, runtime.background, runtime.others);
  yield* ofRow(profilerName, runtime.profiler);
}

function tableJson({ frame, line, measures, self, total }: LineTable, frames: readonly Frame[]): Json {
  const functions: Json[] = [];
  for (let from = 0; from < frame.length; ) {
    const to = endOf(frame, from);
    const part = (columns: readonly Float64Array[]) =>
      columns.map((column) => [...column.subarray(from, to)]);
    const { name, file, line: begin, column } = frames[frame[from] as number] as Frame;
    functions.push({
      ...{ name, file, line: begin, column },
      lines: [...line.subarray(from, to)],
      self: part(self),
      total: part(total),
    });
    from = to;
  }
  return { measures: measures.map(measureJson), functions };
}

/** After the last entry of the frame that has one at `from`. */
function endOf(frame: Int32Array, from: number): number {
  let to = from + 1;
  while (frame[to] === frame[from]) to++;
  return to;
}

/**
 * Reads what `linesJson` wrote; nothing in it is trusted. What is of a tree or a function that the profile does not have is
 * left out.
 *
 * @param builderOf The lines of a tree, by the names of its row and its own.
 * @throws ProfileFormatError when it is damaged.
 */
export function readLines(
  given: unknown,
  frames: readonly Frame[],
  builderOf: (row: string, tree: string) => LineBuilder | undefined,
): void {
  const numbers = new Map(frames.map((frame, number) => [frameKey(frame), number]));
  for (const value of list(given)) {
    const { row, tree, measures, functions } = object(value);
    const builder = builderOf(text(row), text(tree));
    const known = list(measures).map(readMeasure);
    if (builder === undefined) continue;
    for (const one of list(functions)) addFunction(builder, object(one), known, numbers);
  }
}

function addFunction(
  builder: LineBuilder,
  given: Json,
  measures: readonly Measure[],
  numbers: ReadonlyMap<string, number>,
): void {
  const line = list(given.lines).map(whole);
  if (line.some((at) => at === 0 || at > mostLine)) damaged();
  const columns = (value: unknown): Float64Array[] => {
    const all = list(value).map((column) => Float64Array.from(list(column), amount));
    if (all.length !== measures.length || all.some(({ length }) => length !== line.length)) damaged();
    return all;
  };
  const [self, total] = [columns(given.self), columns(given.total)];
  const frame = {
    ...{ name: text(given.name), file: text(given.file) },
    ...{ line: whole(given.line), column: whole(given.column) },
  };
  const number = numbers.get(frameKey(frame));
  if (number === undefined) return;
  const table = { frame: new Int32Array(line.length), line: Int32Array.from(line), measures, self, total };
  builder.merge(table, Int32Array.of(number));
}

/** What others count may be more than is exact. */
function amount(value: unknown): number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : damaged();
}
