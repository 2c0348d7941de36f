import { setTimeout } from 'node:timers/promises';
import type { Window } from '@routeprof/core/tools';
import { profileOf } from '../source/profile-file.ts';
import type { ReportUrl } from '../source/report-url.ts';
import { uncounted } from './profile-problem.ts';
import type { LoadResult } from './send-load.ts';

const lookAgainMillis = 200;

export interface LoadProfile {
  readonly bytes: Uint8Array;
  readonly window: Window;
}

/**
 * The profile of a load that has just ended. A request may be counted a moment after the client has its answer: as long
 * as some are missing, the profile is downloaded again, for `patienceMillis` at most.
 */
export async function loadProfile(
  report: Pick<ReportUrl, 'download' | 'href'>,
  load: LoadResult,
  patienceMillis: number,
): Promise<LoadProfile> {
  const endMillis = performance.now() + patienceMillis;
  for (;;) {
    const bytes = await report.download();
    const window = await profileOf(bytes, report.href);
    if (uncounted(window, load) === 0 || performance.now() >= endMillis) return { bytes, window };
    await setTimeout(lookAgainMillis);
  }
}
