/** The profiler's own failures: counted, logged once for each message, and shown on the page. They never reach the app. */
export interface Failures {
  report(error: unknown): void;
  /** Does work, and reports that it failed. */
  attempt(work: () => void): void;
  list(): readonly { readonly message: string; readonly count: number }[];
}

const mostMessages = 20;
const otherMessages = '(other messages)';

export function createFailures(onError: ((error: Error) => void) | undefined): Failures {
  const counts = new Map<string, number>();
  const failures: Failures = {
    report(thrown) {
      try {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        const key = counts.has(error.message) || counts.size < mostMessages ? error.message : otherMessages;
        const count = counts.get(key) ?? 0;
        counts.set(key, count + 1);
        if (onError) onError(error);
        else if (count === 0) process.emitWarning(error.message, { type: 'routeprof' });
      } catch {
        // An `onError` that throws, or a thrown value that has no text, must not become the app's failure.
      }
    },
    attempt(work) {
      try {
        work();
      } catch (error) {
        failures.report(error);
      }
    },
    list: () => [...counts].map(([message, count]) => ({ message, count })),
  };
  return failures;
}
