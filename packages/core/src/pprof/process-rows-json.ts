import {
  type ProcessPart,
  type ProcessRoute,
  type ProcessRows,
  spanNumber,
} from '../profile/process-rows.ts';
import { routeKey } from '../profile/route-key.ts';
import { damaged, type Json, list, object, text, whole } from './field-json.ts';

const columns = ['requests', 'cpuMicros', 'samples', 'binSum', 'binSquares'] as const;
/** Left out of a process whose requests were all followed. */
const followingColumns = ['notFollowed', 'weightMilli'] as const;

/** Routes stand there once, and the figures of a process are columns, each with a number for each of its routes. */
export function processRowsJson({ parts, isCut }: ProcessRows): Json {
  const numbers = new Map<string, number>();
  const routes: (readonly [method: string, route: string])[] = [];
  const numberOf = (row: ProcessRoute): number => {
    const name = routeKey(row);
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, routes.length);
    return routes.push([row.method, row.route]) - 1;
  };
  const written = parts.map(({ span, instance, routes: rows }): Json => {
    const kept = rows.every(isFollowed) ? columns : [...columns, ...followingColumns];
    return {
      ...{ span, instance, route: rows.map(numberOf) },
      ...Object.fromEntries(kept.map((key) => [key, rows.map((row) => row[key])])),
    };
  });
  return { routes, parts: written, ...(isCut && { isCut }) };
}

function isFollowed({ requests, notFollowed, weightMilli }: ProcessRoute): boolean {
  return notFollowed === 0 && weightMilli === requests * 1e3;
}

/**
 * Reads what `processRowsJson` wrote; nothing in it is trusted.
 *
 * @throws ProfileFormatError when it is damaged.
 */
export function readProcessRows(value: unknown): ProcessRows {
  const given = object(value);
  const routes = list(given.routes).map((one) => {
    const [method, route] = list(one);
    return { method: text(method), route: text(route) };
  });
  return {
    parts: list(given.parts).map((one) => readPart(object(one), routes)),
    ...(given.isCut === true && { isCut: true }),
  };
}

function readPart(given: Json, names: readonly Pick<ProcessRoute, 'method' | 'route'>[]): ProcessPart {
  const places = list(given.route).map(whole);
  const column = (key: (typeof columns)[number] | (typeof followingColumns)[number]): readonly number[] => {
    const values = list(given[key]).map(whole);
    return values.length === places.length ? values : damaged();
  };
  const [requests, cpuMicros, samples, binSum, binSquares] = columns.map(column);
  const [notFollowed, weightMilli] = given.weightMilli === undefined ? [] : followingColumns.map(column);
  const at = (values: readonly number[] | undefined, i: number): number => values?.[i] ?? damaged();
  return {
    span: whole(given.span),
    instance: text(given.instance),
    routes: places.map((place, i) => ({
      ...(names[place] ?? damaged()),
      requests: at(requests, i),
      notFollowed: notFollowed === undefined ? 0 : at(notFollowed, i),
      weightMilli: weightMilli === undefined ? at(requests, i) * 1e3 : at(weightMilli, i),
      cpuMicros: at(cpuMicros, i),
      samples: at(samples, i),
      binSum: at(binSum, i),
      binSquares: at(binSquares, i),
    })),
  };
}

/** Rows of another time would hide those of this one. */
export function checkedSpans(
  rows: ProcessRows,
  { startMicros, endMicros }: { readonly startMicros: number; readonly endMicros: number },
): ProcessRows {
  const [first, last] = [spanNumber(startMicros), spanNumber(endMicros)];
  return rows.parts.every(({ span }) => span >= first && span <= last) ? rows : damaged();
}
