import type { ReportModel } from './model/report.ts';

/** Why there is nothing to see, and what to do about it; `advice` is `''` when nothing can be done. */
export interface Lack {
  readonly title: string;
  readonly advice: string;
}

type Asked = Pick<ReportModel, 'status' | 'query' | 'chosen'>;

/** Why a whole report is empty. A page that shows new measurements by itself needs no reload. */
export function lackOfAll(model: Asked & Pick<ReportModel, 'totals' | 'history'>, renews = false): Lack {
  const { status } = model;
  if (status.fixed)
    return {
      title: 'Nothing was measured in this profile.',
      advice: 'Record it again, while the app has work to do.',
    };
  if (isTooShort(model))
    return {
      title: 'The selection is too short: measurements are kept in windows of some seconds.',
      advice: 'A window belongs to the time in which its middle lies. Choose a longer time.',
    };
  if (isSelection(model))
    return {
      title: 'Nothing was measured in this selection.',
      advice: 'Leave out from, to, version, process and service to see everything that is kept of this app.',
    };
  if (status.kept)
    return { title: 'Nothing was measured in this folder.', advice: 'Name the folder of the option dir.' };
  const send = status.paused
    ? 'The profiler is paused: resume it, then send requests to the app'
    : 'Send requests to the app';
  return {
    title: 'Nothing is measured yet.',
    advice: renews
      ? `${send}. They appear here without a reload. The first request of a process is left out.`
      : `${send}, then reload.`,
  };
}

/** Whether no window is in the time that is chosen, although one reaches into it. */
function isTooShort({
  chosen: { from, to },
  totals,
  history,
}: Pick<ReportModel, 'chosen' | 'totals' | 'history'>): boolean {
  if (from === 0 || to > 0 || totals.elapsedMicros > 0) return false;
  return history?.slices.some(({ endMicros }) => endMicros > from) ?? false;
}

/** Whether the query asks for only a part of what is kept. */
export function isSelection({ query, chosen }: Pick<ReportModel, 'query' | 'chosen'>): boolean {
  const { version, process, service } = query;
  return chosen.from > 0 || chosen.to > 0 || version !== '' || process !== '' || service !== '';
}

/** Why a table has no rows, while there is something in the report. */
export function lackOfRows(rows: 'route' | 'function', searched: boolean, { status }: Asked): Lack {
  if (searched) return { title: `No ${rows} matches the search.`, advice: '' };
  if (status.fixed || status.kept) {
    return rows === 'route'
      ? {
          title: 'This profile has no routes.',
          advice: 'The flame graph and the functions show all of it.',
        }
      : { title: 'No function was sampled here.', advice: '' };
  }
  const send = 'Send requests to the app, then reload.';
  if (rows === 'function') return { title: 'No function was sampled here yet.', advice: send };
  if (status.missedRequests > 0) return { title: 'No request has reached the profiler yet.', advice: '' };
  return {
    title: 'No request has ended yet.',
    advice: `${send} (The first one is left out, unless discardFirst is false.)`,
  };
}

export function lackLine({ title, advice }: Lack): string {
  return [title, advice].filter(Boolean).join(' ');
}
