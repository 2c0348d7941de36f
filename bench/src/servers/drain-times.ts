/**
 * Times every callback of a timer that the profiler starts: its drains. To be called before the profiler is loaded.
 *
 * @returns a list that grows: milliseconds of each drain.
 */
export function timeDrains(): readonly number[] {
  const times: number[] = [];
  const original = globalThis.setTimeout;
  const timed = (callback: (...args: unknown[]) => void, ...rest: unknown[]): NodeJS.Timeout => {
    const isOwn = (new Error().stack ?? '').includes('/core/dist/');
    const wrapped = (...args: unknown[]): void => {
      const start = performance.now();
      callback(...args);
      times.push(performance.now() - start);
    };
    return original(isOwn ? wrapped : callback, ...(rest as [number]));
  };
  globalThis.setTimeout = Object.assign(timed, original) as unknown as typeof setTimeout;
  return times;
}
