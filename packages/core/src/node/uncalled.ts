import { warnOnce } from '../warn-once.ts';

/**
 * For `app.use(profiler)` where `app.use(profiler())` was meant: the framework calls the function that makes middleware
 * as if it were the middleware. `others` are its arguments after the first. Gives the function that passes the request
 * on, and logs `fix` once; gives `undefined` for a call by the app.
 */
export function passOfUncalled(others: readonly unknown[], fix: string): (() => unknown) | undefined {
  const pass = others.at(-1);
  if (typeof pass !== 'function') return undefined;
  warnOnce(
    `Nothing is profiled: the middleware was not made. Write ${fix}, with parentheses after profiler.`,
  );
  return () => pass();
}
