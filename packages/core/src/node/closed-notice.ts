import type { Profiler } from '../contract.ts';
import { warnOnce } from '../warn-once.ts';

/** Warns once for each path how to open a report that answers nobody. */
export function sayIfClosed({ path, closed }: Pick<Profiler, 'path' | 'closed'>): void {
  if (!closed) return;
  warnOnce(
    `In production the report at ${path}/ answers nobody until the option token or authorize is set: profiler({ token: process.env.PROFILE_TOKEN }).`,
  );
}
