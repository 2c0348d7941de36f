import type { FunctionRow } from '../data/model.ts';
import { originName } from '../text/names.ts';

/** Functions that belong together. Totals of a group would count calls within it twice, so it has none. */
export interface RowGroup {
  /** `''` when nothing is grouped. */
  readonly name: string;
  readonly rows: readonly FunctionRow[];
  readonly selfCpuMicros: number;
  readonly selfWallMicros: number;
  readonly samples: number;
}

/** Gathers rows by file or by package, keeping their order within; the dearest group comes first. */
export function groupRows(rows: readonly FunctionRow[], by: string): RowGroup[] {
  if (by !== 'file' && by !== 'package') return [groupOf('', rows)];
  const gathered = new Map<string, FunctionRow[]>();
  for (const row of rows) {
    const name = by === 'package' || row.file === '' ? originName(row) : row.file;
    const group = gathered.get(name);
    if (group === undefined) gathered.set(name, [row]);
    else group.push(row);
  }
  return Array.from(gathered, ([name, group]) => groupOf(name, group)).sort(
    (a, b) => b.selfCpuMicros - a.selfCpuMicros || (a.name < b.name ? -1 : 1),
  );
}

function groupOf(name: string, rows: readonly FunctionRow[]): RowGroup {
  const sum = (key: 'selfCpuMicros' | 'selfWallMicros' | 'samples'): number =>
    rows.reduce((total, row) => total + row[key], 0);
  return {
    name,
    rows,
    selfCpuMicros: sum('selfCpuMicros'),
    selfWallMicros: sum('selfWallMicros'),
    samples: sum('samples'),
  };
}
