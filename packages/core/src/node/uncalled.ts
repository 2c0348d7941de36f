import { warnOnce } from '../warn-once.ts';

/**
 * For `app.use(profiler)` where `app.use(profiler())` was meant: the framework calls the function that makes middleware
 * as if it were the middleware. `others` are its arguments after the first. Returns the function that passes the request
 * on, and logs `fix` once; returns `undefined` for a call by the app.
 */
export function passOfUncalled(others: readonly unknown[], fix: string): (() => unknown) | undefined {
  const pass = others.at(-1);
  if (typeof pass !== 'function') return undefined;
  warnMisused(`the middleware was not created. Write ${fix}, with parentheses after profiler.`);
  return () => pass();
}

/** Logs once why nothing is profiled, and what to write instead. */
export function warnMisused(why: string): void {
  warnOnce(`Nothing is profiled: ${why}`);
}
