/** Where a function of the app with known CPU runs in its request. */
export type Moment = 'before' | 'promise' | 'timer';

export interface KnownFunction {
  readonly name: string;
  /** The first part of the path of its route. */
  readonly route: string;
  readonly moment: Moment;
}

export const knownFunctions: readonly KnownFunction[] = ['short', 'long'].flatMap((route) => [
  { name: `${route}Before`, route, moment: 'before' as const },
  { name: `${route}AfterPromise`, route, moment: 'promise' as const },
  { name: `${route}AfterTimer`, route, moment: 'timer' as const },
]);

/** Those that use CPU, and the one that uses none. */
const knownRoutes: readonly string[] = ['short', 'long', 'waits'];

export const knownPaths: readonly string[] = knownRoutes.map((route) => `/${route}/1`);

/** Tools name a route by its pattern or its URL, with or without the method. */
export function knownRouteOf(name: string): string | undefined {
  const first = /\/(\w+)/.exec(name)?.[1];
  return knownRoutes.find((route) => route === first);
}
