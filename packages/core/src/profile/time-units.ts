const nanosByUnit: ReadonlyMap<string, number> = new Map([
  ['nanoseconds', 1],
  ['ns', 1],
  ['microseconds', 1e3],
  ['us', 1e3],
  ['µs', 1e3],
  ['milliseconds', 1e6],
  ['ms', 1e6],
  ['seconds', 1e9],
  ['s', 1e9],
]);

/** How many nanoseconds a unit of time is; `undefined` for any other unit. */
export function nanosOfUnit(unit: string): number | undefined {
  return nanosByUnit.get(unit);
}

/** How many microseconds a unit of time is; `undefined` for any other unit. */
export function microsOfUnit(unit: string): number | undefined {
  const nanos = nanosOfUnit(unit);
  return nanos === undefined ? undefined : nanos / 1000;
}
