import type { Origin, Place, RouteRow } from '../data/model.ts';
import { visibleName } from '../shared.ts';

/** A route as queries name it: `GET /orders/:id`. */
export function routeName(row: Pick<RouteRow, 'method' | 'route'>): string {
  return row.method === '' ? row.route : `${row.method} ${row.route}`;
}

/** A function's name as it is shown; there is always something to read, and to click. */
export function functionName({ name, file }: Pick<Place, 'name' | 'file'>): string {
  if (name === '(root)' && file === '') return '(event loop)';
  return name.trim() === '' ? '(no name)' : visibleName(name);
}

/** `src/pay.ts:12:7`, without the numbers that are not known; empty for native code. */
export function placeOf({ file, line, column = 0 }: Place): string {
  if (file === '' || line === 0) return visibleName(file);
  return visibleName(column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`);
}

/** What a function is called in a URL. */
export function idOf(row: Place): string {
  return row.id ?? `${row.name} ${row.file}:${row.line}${row.column ? `:${row.column}` : ''}`;
}

/** Not so is time without a function, as garbage or what was pruned, nor many in one box: no callers, no source. */
export function isFunction(row: Place & { readonly folded?: true }): boolean {
  return row.folded !== true && !(row.file === '' && /^\(.*\)$/.test(row.name));
}

const origins: Readonly<Record<Origin, string>> = {
  app: 'app',
  dependency: 'dependency',
  node: 'Node',
  native: 'native',
};

/** Whose code it is, in a word: the package's name for a dependency. */
export function originName(row: { readonly origin: Origin; readonly package?: string }): string {
  return row.package ? visibleName(row.package, 60) : origins[row.origin];
}
