import { atOnce, mapSteps } from '../in-turns.ts';
import {
  type CallSide,
  type CallWeights,
  callColumns,
  callLines,
  callSides,
} from '../presentation/call-columns.ts';
import type { Column } from '../presentation/column.ts';
import { functionColumns } from '../presentation/function-columns.ts';
import type { LatencyPart } from '../presentation/latency-parts.ts';
import { partTexts } from '../presentation/latency-words.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import type { FunctionRow, RouteRow } from '../presentation/model/rows.ts';
import { functionName, location, originName, routeName } from '../presentation/names.ts';
import { besideParts, routeColumns } from '../presentation/route-columns.ts';
import { routeParts } from '../presentation/route-parts.ts';
import { scopeOf, type Whole, wholeApp } from '../presentation/scope.ts';
import { ascends } from '../presentation/sort-names.ts';
import { isTraced } from '../presentation/traced.ts';
import { longestPath, visibleName } from '../presentation/visible-text.ts';
import { flameRows } from './flame-rows.ts';
import { pivotRows } from './pivot-rows.ts';
import type { TextCell, TextColumn, TextRows } from './text-table.ts';

/** For two parts. */
const partsRoom = 46;

/** Numbers first and names last: whatever a name does to a terminal, the numbers stay where they are. */
export function textRows(model: ReportModel): TextRows {
  return atOnce(textRowSteps(model));
}

export function* textRowSteps(model: ReportModel): Generator<void, TextRows> {
  const { view, sort } = model.query;
  if (view === 'routes') return yield* routeRows(model);
  if (view === 'flame') return flameRows(model);
  if (view === 'pivot') return pivotRows(model);
  const scope = scopeOf(model);
  if (view === 'functions') {
    return {
      columns: [
        ...numbers(functionColumns(model), sort),
        name('code', sort === 'package'),
        name('function', sort === 'name'),
        where(model),
      ],
      rows: yield* mapSteps(model.functions, (row) => [
        ...cells(functionColumns(model), row, scope),
        ...functionCells(row),
      ]),
    };
  }
  if (view === 'callers' || view === 'callees') return yield* callRows(model, view);
  // The other views are not tables.
  return { columns: [], rows: [] };
}

function* routeRows(model: ReportModel): Generator<void, TextRows> {
  const { routes, query } = model;
  const parts = isTraced(model) ? routeParts(model, routes).byRoute : undefined;
  const columns = parts === undefined ? routeColumns(model) : besideParts(model).map(lessNeeded);
  return {
    columns: [
      ...numbers(columns, query.sort),
      name('route', query.sort === 'route'),
      ...(parts === undefined
        ? []
        : [{ ...name('latency by its parts', false), room: partsRoom, yields: true }]),
    ],
    rows: yield* mapSteps(routes, (row) => [
      ...cells(columns, row, wholeApp(model)),
      routeCell(row),
      ...(parts === undefined ? [] : [partsCell(parts.get(routeName(row)), row.latencyParts.cut)]),
    ]),
  };
}

/** Beside the parts there is less room. */
function lessNeeded(column: Column<RouteRow>): Column<RouteRow> {
  return column.title === 'p99' ? { ...column, need: 2 } : column;
}

function partsCell(parts: readonly LatencyPart[] | undefined, cut: number): TextCell {
  const items = partTexts(parts, cut);
  return { text: items.join(', '), items, ...(parts === undefined && { paint: 'faint' }) };
}

function numbers<Row>(columns: readonly Column<Row>[], sort: string): TextColumn[] {
  return columns.map((column, index) => {
    // Two columns may have the same sort order; one mark is enough.
    const sorted = column.sort === sort && columns.findIndex((one) => one.sort === sort) === index;
    return {
      title: marked(column.title, sorted, sort),
      align: 'right',
      need: column.sort === sort ? 1 : column.need,
    };
  });
}

function name(title: string, sorted: boolean): TextColumn {
  return { title: sorted ? `${title} ↑` : title, align: 'left', need: 1 };
}

function where({ query: { sort, full } }: ReportModel): TextColumn {
  return { ...name('where', sort === 'file' || sort === 'line'), whole: full };
}

function marked(title: string, sorted: boolean, sort: string): string {
  return sorted ? `${ascends(sort as 'route') ? '↑' : '↓'} ${title}` : title;
}

function cells<Row>(columns: readonly Column<Row>[], row: Row, scope: Whole): TextCell[] {
  return columns.map((column) => ({ text: column.text(row, scope) }));
}

function routeCell(row: RouteRow): TextCell {
  return { text: visibleName(routeName(row)) };
}

function functionCells(row: FunctionRow): TextCell[] {
  const paint = row.origin === 'app' ? 'app' : 'faint';
  return [
    { text: visibleName(originName(row), 24), paint },
    { text: visibleName(functionName(row)), paint: row.origin === 'app' ? 'strong' : 'plain' },
    { text: visibleName(location(row), longestPath), paint: 'faint' },
  ];
}

function* callRows(model: ReportModel, side: CallSide): Generator<void, TextRows> {
  const { sort } = model.query;
  const columns = callColumns(model);
  return {
    columns: [...numbers(columns, sort), name(callSides[side].title, sort === 'name'), where(model)],
    rows: yield* mapSteps(callLines(model.functions, side, scopeOf(model)), (line): TextCell[] => {
      if ('none' in line)
        return [
          ...columns.map(() => ({ text: '' })),
          { text: `  ${line.none}`, paint: 'faint' },
          { text: '' },
        ];
      const row = 'call' in line ? line.call : line.function;
      return [
        ...cells<CallWeights>(columns, row, line.scope),
        {
          text: ('call' in line ? '  ' : '') + visibleName(functionName(row)),
          paint: 'call' in line ? 'plain' : 'strong',
        },
        { text: visibleName(location(row), longestPath), paint: 'faint' },
      ];
    }),
  };
}
