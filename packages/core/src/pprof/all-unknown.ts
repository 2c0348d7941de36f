import type { RouteWindow, Window } from '../profile/window.ts';
import type { Json } from './field-json.ts';
import type { PprofTables } from './read-tables.ts';

/** All that a file has of a later version, as one window keeps it; rows have their own part. */
export function allUnknown(
  { bytes, count }: PprofTables['unknown'],
  head: Json,
  statistics: Json,
  rows: readonly Pick<RouteWindow, 'unknown'>[],
): Pick<Window, 'unknown'> {
  const all = [head, statistics, ...rows.map(({ unknown = {} }) => unknown)];
  const sum = all.reduce((keys, json) => keys + Object.keys(json).length, count);
  return sum === 0 ? {} : { unknown: { fields: bytes, head, statistics, count: sum } };
}
