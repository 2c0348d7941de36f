/** Samples per second. The page asks for them, too, so this file imports nothing. */
export const rateRange = { least: 1, most: 10_000 } as const;
