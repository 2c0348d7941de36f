import type { Source } from '../profile/window.ts';
import type { ReportSubject } from './report-subject.ts';

/** The status of what no app in this process measures. */
export function statusWithoutApp(source: Source | undefined): ReturnType<ReportSubject['status']> {
  return {
    paused: false,
    engine: source?.engine ?? '',
    rate: source?.rate ?? 0,
    openRequests: 0,
    waitingTraces: 0,
    missedRequests: 0,
    drainHolds: 0,
    longDrainHolds: 0,
    longestDrainMicros: 0,
    failures: [],
  };
}
