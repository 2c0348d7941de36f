import type { ShownFrame } from '../../../core/src/presentation/fold-frameworks.ts';
import type { FlameFrame } from '../../../core/src/presentation/model/flame.ts';
import * as names from '../../../core/src/presentation/names.ts';
import { visibleName } from '../shared.ts';

export { routeName } from '../../../core/src/presentation/names.ts';

/** A function and where it is: of a row, a call or a box. */
export type FunctionPlace = Pick<FlameFrame, 'id' | 'name' | 'file' | 'line'> & { readonly column?: number };

/** A function's name, safe to show on one line. */
export function functionName(row: Pick<FunctionPlace, 'name' | 'file'>): string {
  return visibleName(names.functionName(row));
}

/** `src/pay.ts:12:7`, safe to show on one line; empty for native code. */
export function placeOf(row: Pick<FunctionPlace, 'file' | 'line' | 'column'>): string {
  return visibleName(names.location(row));
}

/** A row, call or box that may stand for folded calls or for a route. */
type ShownRow = FunctionPlace & Pick<ShownFrame, 'folded' | 'isRoute'>;

/** False for time without a function, such as garbage collection and pruned calls, for routes and for folded calls. */
export function isFunction(row: ShownRow): boolean {
  return row.folded !== true && row.isRoute !== true && !(row.file === '' && /^\(.*\)$/.test(row.name));
}

/** Whose code it is, in a word: the package's name for a dependency. */
export function originName(row: Pick<FlameFrame, 'name' | 'origin' | 'package' | 'isRoute'>): string {
  // The background has `isRoute` too, but is not a route.
  if (row.isRoute === true) return row.name.startsWith('(') ? '' : 'route';
  return visibleName(names.originName(row), 60);
}
