import type { CallRow, FunctionRow, RowCount } from '../presentation/model/rows.ts';
import { functionOrder } from '../presentation/row-order.ts';
import type { DepthFirstTree } from '../profile/call-tree.ts';
import type { ReportQuery } from '../query/query.ts';
import { searchText } from '../query/search-text.ts';
import { type Frame, rootFrame } from '../sample/stack-tree.ts';
import { choose } from '../selection/choose.ts';
import type { Filter } from '../selection/filter.ts';
import { type Call, sumCalls } from './calls.ts';
import { describeFrame } from './frame-row.ts';
import { type FunctionSums, sumFunctions } from './functions.ts';

/** How functions are shown: their positions by frame number, and how their paths are shortened. */
export interface FrameNames {
  readonly positions: readonly Frame[];
  readonly appFolder: string;
  readonly full: boolean;
}

export interface FunctionTable {
  readonly shown: readonly FunctionRow[];
  readonly count: RowCount;
}

/** It yields after this many rows. */
const rowsAtOnce = 25;

/**
 * The functions of the trees, sorted, filtered and limited; with `view=callers` or `view=callees` also their calls.
 * Yields between trees and between rows.
 */
export function* functionTable(
  trees: readonly DepthFirstTree[],
  names: FrameNames,
  query: ReportQuery,
  filter: Filter | undefined,
): Generator<void, FunctionTable> {
  const { positions } = names;
  const sums = yield* sumFunctions(trees, positions.length);
  const rows: FunctionRow[] = [];
  const frameOf = new Map<FunctionRow, number>();
  for (let frame = 0; frame < positions.length; frame++) {
    const has = (of: Float64Array): boolean => of[frame] !== 0;
    if (![sums.totalSamples, sums.totalWallMicros, sums.totalCpuMicros].some(has)) continue;
    const row = functionRow(frame, sums, names);
    rows.push(row);
    frameOf.set(row, frame);
    if (rows.length % rowsAtOnce === 0) yield;
  }
  const chosen = choose(
    rows,
    functionOrder(query.view === 'routes' ? 'self' : query.sort),
    query.limit,
    filter && ((row) => filter(searchText(row))),
  );
  if (query.view !== 'callers' && query.view !== 'callees') return chosen;
  const side = query.view;
  const wanted = new Set(chosen.shown.map((row) => frameOf.get(row) as number));
  const calls = yield* sumCalls(trees, wanted, side);
  const shown: FunctionRow[] = [];
  for (const row of chosen.shown) {
    const ofRow = calls.get(frameOf.get(row) as number) ?? [];
    shown.push({ ...row, [side]: ofRow.map((call) => callRow(call, names)) });
    yield;
  }
  return { ...chosen, shown };
}

export function functionRow(
  frame: number,
  sums: FunctionSums,
  { positions, appFolder, full }: FrameNames,
): FunctionRow {
  return {
    ...describeFrame(positions[frame] as Frame, appFolder, full),
    samples: sums.selfSamples[frame] as number,
    totalSamples: sums.totalSamples[frame] as number,
    selfCpuMicros: sums.selfCpuMicros[frame] as number,
    totalCpuMicros: sums.totalCpuMicros[frame] as number,
    selfWallMicros: sums.selfWallMicros[frame] as number,
    totalWallMicros: sums.totalWallMicros[frame] as number,
  };
}

export function callRow(call: Call, { positions, appFolder, full }: FrameNames): CallRow {
  const { id, name, file, line } = describeFrame(positions[call.frame] ?? rootFrame, appFolder, full);
  const { totalSamples, totalCpuMicros, totalWallMicros } = call;
  return { id, name, file, line, totalSamples, totalCpuMicros, totalWallMicros };
}
