import type { FunctionRow } from '../../../core/src/presentation/model/rows.ts';
import { originName } from '../text/names.ts';

/** Functions of a file or package. A group has no totals: they would count calls within the group twice. */
export interface RowGroup {
  /** Tells groups with the same name apart. */
  readonly key: string;
  /** `''` when nothing is grouped. */
  readonly name: string;
  readonly rows: readonly FunctionRow[];
  readonly selfCpuMicros: number;
  readonly selfWallMicros: number;
  readonly samples: number;
}

/** Gathers rows by file or by package, keeping their order within; the most expensive group comes first. */
export function groupRows(rows: readonly FunctionRow[], by: string): RowGroup[] {
  if (by !== 'file' && by !== 'package') return [groupOf('', '', rows)];
  const gathered = new Map<string, { readonly name: string; readonly rows: FunctionRow[] }>();
  for (const row of rows) {
    const isFile = by === 'file' && row.file !== '';
    const name = isFile ? row.file : originName(row);
    // A dependency or a file may be called "app", too.
    const key = `${isFile ? 'file' : row.origin} ${name}`;
    const group = gathered.get(key);
    if (group === undefined) gathered.set(key, { name, rows: [row] });
    else group.rows.push(row);
  }
  return Array.from(gathered, ([key, group]) => groupOf(key, group.name, group.rows)).sort(
    (a, b) => b.selfCpuMicros - a.selfCpuMicros || (a.name < b.name ? -1 : 1),
  );
}

function groupOf(key: string, name: string, rows: readonly FunctionRow[]): RowGroup {
  const sum = (key: 'selfCpuMicros' | 'selfWallMicros' | 'samples'): number =>
    rows.reduce((total, row) => total + row[key], 0);
  return {
    key,
    name,
    rows,
    selfCpuMicros: sum('selfCpuMicros'),
    selfWallMicros: sum('selfWallMicros'),
    samples: sum('samples'),
  };
}
