import { setTimeout } from 'node:timers/promises';
import type { Window } from '@routeprof/core/tools';
import { profileOf } from '../source/profile-file.ts';
import type { ReportUrl } from '../source/report-url.ts';
import { uncounted } from './profile-problem.ts';
import type { LoadResult } from './send-load.ts';

const lookAgainMillis = 200;
/** Traces that wait are on their way, as long as the app has turns for them. */
const patienceForTracesMillis = 30_000;

export interface LoadProfile {
  readonly bytes: Uint8Array;
  readonly window: Window;
}

/**
 * The profile of a load that has just ended. A request may be counted a moment after the client has its answer, and its
 * trace added after that: as long as some are missing, the profile is downloaded again, for requests `patienceMillis` at most.
 */
export async function loadProfile(
  report: Pick<ReportUrl, 'ask' | 'download' | 'href'>,
  load: LoadResult,
  patienceMillis: number,
): Promise<LoadProfile> {
  const startMillis = performance.now();
  for (;;) {
    const { status } = await report.ask({ limit: '1' });
    const bytes = await report.download();
    const window = await profileOf(bytes, report.href);
    // An app with an older version of the profiler does not say.
    const isWaiting = Boolean(status.waitingTraces);
    const patience = isWaiting ? Math.max(patienceMillis, patienceForTracesMillis) : patienceMillis;
    const isComplete = uncounted(window, load) === 0 && !isWaiting;
    if (isComplete || performance.now() >= startMillis + patience) return { bytes, window };
    await setTimeout(lookAgainMillis);
  }
}
