import { rootFrame } from '../sample/stack-tree.ts';
import type { Origin } from './model/frame-row.ts';
import type { CallRow, FunctionRow, RouteRow } from './model/rows.ts';

/** A route as queries name it: `GET /orders/:id`. */
export function routeName(row: Pick<RouteRow, 'method' | 'route'>): string {
  return row.method === '' ? row.route : `${row.method} ${row.route}`;
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** `src/pay.ts:12:7`, without the numbers that are not known; `''` for native code. */
export function location({ file, line, column = 0 }: Place): string {
  if (file === '' || line === 0) return file;
  return column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`;
}

/** Names a place where requests wait, as `function` in the query of a report: as it is shown. */
export function siteId(site: Required<Place> & { readonly name: string }): string {
  return `${site.name} ${location(site)}`;
}

const origins: Record<Origin, string> = {
  app: 'app',
  dependency: 'dependency',
  node: 'Node',
  native: 'native',
};

/** Whose code it is, in a word: the package's name for a dependency. */
export function originName(row: Pick<FunctionRow, 'origin' | 'package'>): string {
  return row.package || origins[row.origin];
}

/** Whether the caller is the event loop rather than a function. */
function isEventLoop({ name, file }: Pick<CallRow, 'name' | 'file'>): boolean {
  return name === rootFrame.name && file === rootFrame.file;
}

/** A function's name as it is shown: never blank, so that there is something to click. */
export function functionName(row: Pick<CallRow, 'name' | 'file'>): string {
  if (isEventLoop(row)) return '(event loop)';
  return row.name.trim() === '' ? '(no name)' : row.name;
}
