import type { ShowName } from '../presentation/compare-words.ts';
import { delaysOf } from '../presentation/delays.ts';
import { meanParts, type PartKind, p95Parts, partKinds, partName } from '../presentation/latency-parts.ts';
import { blockedNote } from '../presentation/latency-words.ts';
import type { BlameRow, WaitRow } from '../presentation/model/latency-rows.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import type { RouteRow } from '../presentation/model/rows.ts';
import { location, routeName } from '../presentation/names.ts';
import { formatCount, formatDuration } from '../presentation/quantity.ts';
import { isOf } from '../presentation/traced.ts';
import {
  delayerName,
  eachMicros,
  patternName,
  perRequestText,
  waitName,
} from '../presentation/wait-words.ts';
import type { TextColumn, TextRows } from './text-table.ts';

export interface TitledTable {
  readonly title: string;
  readonly table: TextRows;
}

/** What the latency of a route is made of, at which lines it waits, who delays it and whom it delays. */
export function latencyTables(model: ReportModel, row: RouteRow, show: ShowName): TitledTable[] {
  const { by, others } = delaysOf(row, model.blame);
  const tables: TitledTable[] = [
    { title: 'Latency by its parts', table: partsTable(row, model.waits.filter(isOf(row))) },
    { title: 'What it waits for, per request', table: waitsTable(model.waits.filter(isOf(row)), show) },
    { title: 'Is delayed by, per request', table: delayTable(by, 'by', (one) => show(delayerName(one))) },
    {
      title: 'Delays others by, per request',
      table: delayTable(others, 'whom', (one) => show(routeName(one))),
    },
  ];
  return tables.filter(({ table }) => table.rows.length > 0);
}

/** What is known only of all requests, or only of the slow ones, is empty at the other. */
function partsTable({ latencyParts }: RouteRow, waits: readonly WaitRow[]): TextRows {
  const mean = meanParts(latencyParts, waits);
  const p95 = p95Parts(latencyParts, waits);
  const amount = (parts: typeof mean, kind: PartKind): string => {
    const micros = parts.find((part) => part.kind === kind)?.micros;
    if (micros === undefined) return '';
    return `${kind === 'before' ? '≈ ' : ''}${formatDuration(micros)}`;
  };
  const note = (kind: PartKind): string => {
    if (kind === 'own') return blockedNote(latencyParts).replace(/^, /, '');
    const { beforeNodeMaxMicros } = latencyParts;
    return kind === 'before' ? `an estimate; at most ${formatDuration(beforeNodeMaxMicros)}` : '';
  };
  const kinds = partKinds.filter((kind) => [...mean, ...p95].some((part) => part.kind === kind));
  return withoutEmpty({
    columns: [number('mean'), number('at p95'), name('part'), name('note')],
    rows: [
      [
        formatDuration(latencyParts.totalMicros),
        formatDuration(latencyParts.p95.totalMicros),
        latencyParts.beforeNodeMicros > 0 ? 'all, without before Node' : 'all',
        '',
      ],
      ...kinds.map((kind) => [amount(mean, kind), amount(p95, kind), partName(kind), note(kind)]),
    ].map(cellsOf),
  });
}

function waitsTable(waits: readonly WaitRow[], show: ShowName): TextRows {
  return withoutEmpty({
    columns: [
      number('in all'),
      number('beside', 3),
      number('operations'),
      number('each', 2),
      ...['for', 'where', 'pattern'].map(name),
      { ...name('operation'), room: 20 },
    ],
    rows: waits.map((wait) =>
      cellsOf([
        formatDuration(wait.micros),
        wait.parallelMicros > 0 ? formatDuration(wait.parallelMicros) : '',
        perRequestText(wait),
        formatDuration(eachMicros(wait)),
        show(waitName(wait)),
        shownAll([wait.name, location({ file: wait.file, line: wait.line })], show),
        patternName(wait),
        shownAll([wait.operation, wait.library], show),
      ]),
    ),
  });
}

function delayTable(rows: readonly BlameRow[], title: string, nameOf: (row: BlameRow) => string): TextRows {
  return withoutEmpty({
    columns: [number('queued'), number('before Node'), number('requests'), name(title)],
    rows: rows.map((row) =>
      cellsOf([
        formatDuration(row.micros),
        row.beforeNodeMicros > 0 ? `≈ ${formatDuration(row.beforeNodeMicros)}` : '',
        formatCount(row.requests),
        nameOf(row),
      ]),
    ),
  });
}

function shownAll(names: readonly string[], show: ShowName): string {
  return names
    .filter((name) => name !== '')
    .map((name) => show(name))
    .join(' ');
}

export function number(title: string, need: TextColumn['need'] = 1): TextColumn {
  return { title, align: 'right', need };
}

export function name(title: string): TextColumn {
  return { title, align: 'left', need: 1 };
}

export function cellsOf(texts: readonly string[]): TextRows['rows'][number] {
  return texts.map((text) => ({ text }));
}

/** Columns in which something stands. */
export function withoutEmpty({ columns, rows }: TextRows): TextRows {
  const kept = columns.flatMap((_, at) => (rows.some((row) => row[at]?.text !== '') ? [at] : []));
  return {
    columns: kept.flatMap((at) => columns[at] ?? []),
    rows: rows.map((row) => kept.flatMap((at) => row[at] ?? [])),
  };
}

export function orEmpty(text: string, show: ShowName): string {
  return text === '' ? '' : show(text);
}
