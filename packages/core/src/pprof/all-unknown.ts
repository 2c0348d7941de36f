import { countRowKeys } from '../profile/unknown-keys.ts';
import type { RouteWindow, Window } from '../profile/window.ts';
import type { Json } from './field-json.ts';
import type { PprofTables } from './read-tables.ts';

interface UnknownPlaces {
  readonly head: Json;
  readonly statistics: Json;
  /** By the names of `insideNames`. */
  readonly inside: Readonly<Record<string, Json>>;
  readonly rows: readonly Pick<RouteWindow, 'unknown'>[];
}

export const noPlaces: UnknownPlaces = { head: {}, statistics: {}, inside: {}, rows: [] };

/** All that a file has of a later version, as one window keeps it; rows have their own part. */
export function allUnknown(
  { bytes, count }: PprofTables['unknown'],
  { head, statistics, inside, rows }: UnknownPlaces,
): Pick<Window, 'unknown'> {
  const all = [head, statistics, ...Object.values(inside)];
  const sum =
    all.reduce((keys, json) => keys + Object.keys(json).length, count) +
    rows.reduce((keys, { unknown }) => keys + countRowKeys(unknown), 0);
  return sum === 0 ? {} : { unknown: { fields: bytes, head, statistics, inside, count: sum } };
}
