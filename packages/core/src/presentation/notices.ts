import type { ReportModel } from './model.ts';
import { plural } from './quantity.ts';
import { visibleName } from './visible-text.ts';

/** Something that the reader must know to trust, or not to trust, the numbers. */
export interface Notice {
  readonly kind: 'paused' | 'missed' | 'engine' | 'lost' | 'failure' | 'store' | 'base';
  readonly text: string;
}

const longestMessage = 400;

/** What a mount that comes after the routes does not see. */
export function missedWords(requests: number, separator?: string): string {
  const [were, they] = requests === 1 ? ['was', 'it'] : ['were', 'they'];
  return `${plural(requests, 'request', separator)} ${were} answered before ${they} reached the profiler: mount it before the routes.`;
}

export function noticesOf({ status, history, base }: ReportModel): Notice[] {
  const notices: Notice[] = [];
  if (status.paused) notices.push({ kind: 'paused', text: 'Paused: nothing is being recorded.' });
  if (status.missedRequests > 0) notices.push({ kind: 'missed', text: missedWords(status.missedRequests) });
  if (status.passedOver !== undefined) {
    const why = visibleName(status.passedOver, longestMessage);
    notices.push({ kind: 'engine', text: `Sampling with the engine ${visibleName(status.engine)}: ${why}` });
  }
  if (status.lostSamples > 0) {
    const lost = plural(status.lostSamples, 'sample');
    notices.push({ kind: 'lost', text: `${lost} came while a buffer was full, and count as background.` });
  }
  for (const problem of history?.store.problems ?? [])
    notices.push({ kind: 'store', text: visibleName(problem, longestMessage) });
  if (base !== undefined && base.samples === 0 && base.requests === 0) {
    notices.push({ kind: 'base', text: 'Nothing was measured in what this is compared with.' });
  } else if (base?.overlaps) {
    notices.push({
      kind: 'base',
      text: 'The two that are compared may share measurements, which makes them more alike than they are.',
    });
  }
  for (const { message, count } of status.failures) {
    const failed = count === 1 ? 'failed once' : `failed ${plural(count, 'time')}`;
    notices.push({
      kind: 'failure',
      text: `The profiler ${failed}: ${visibleName(message, longestMessage)}`,
    });
  }
  return notices;
}
