/** The profiler's own failures: counted, said once for each message, and shown on the page. They never reach the app. */
export interface Failures {
  report(error: unknown): void;
  list(): readonly { readonly message: string; readonly count: number }[];
}

const mostMessages = 20;

export function createFailures(onError: ((error: Error) => void) | undefined): Failures {
  const counts = new Map<string, number>();
  return {
    report(thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const count = counts.get(error.message) ?? 0;
      if (count === 0 && counts.size >= mostMessages) return;
      counts.set(error.message, count + 1);
      try {
        if (onError) onError(error);
        else if (count === 0) process.emitWarning(error.message, { type: 'routeprof' });
      } catch {
        // A failing onError must not become the app's failure.
      }
    },
    list: () => [...counts].map(([message, count]) => ({ message, count })),
  };
}
