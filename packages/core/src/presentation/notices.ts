import { cpuMeasure, goesBy } from '../profile/measure.ts';
import { blockNotice } from './block-words.ts';
import { decisionWords, pauseWords } from './decision-words.ts';
import type { ReportModel } from './model/report.ts';
import { estimateWords } from './overhead-words.ts';
import { formatCount, formatMoment, formatRange, plural } from './quantity.ts';
import { measureName } from './scope.ts';
import { visibleName } from './visible-text.ts';

/** Something that the reader must know before trusting the numbers. */
export interface Notice {
  readonly kind:
    | 'paused'
    | 'decided'
    | 'missed'
    | 'engine'
    | 'lost'
    | 'estimate'
    | 'failure'
    | 'store'
    | 'missing'
    | 'base'
    | 'measure'
    | 'dropped'
    | 'block'
    | 'first';
  readonly text: string;
}

const longestMessage = 400;
/** They may have commands to copy. */
const longestProblem = 1_000;
/** The list has all. */
const mostBlocks = 3;

/** Requests that a mount does not see because it comes after their routes. */
function missedWords(requests: number, separator?: string): string {
  const [were, they] = requests === 1 ? ['was', 'it'] : ['were', 'they'];
  return `${plural(requests, 'request', separator)} ${were} answered before ${they} reached the profiler: mount it before the routes. (Another listener of the server, such as socket.io’s, may have answered them, too.)`;
}

function firstWords({ unreadWindows }: NonNullable<ReportModel['firstLook']>, separator?: string): string {
  const latest =
    unreadWindows === 0
      ? ''
      : `, and the latest ${plural(unreadWindows, 'window', separator)} of all processes`;
  return `A first look. Being read: functions, traces and blocks${latest}.`;
}

/** @param separator Stands between groups of digits. */
export function noticesOf(model: ReportModel, separator?: string): Notice[] {
  const { status, history, base, query, missingMeasure, droppedFields = 0, blocks, firstLook } = model;
  const notices: Notice[] = blocks
    .filter(({ state }) => state !== 'ended')
    .slice(0, mostBlocks)
    .map((block) => ({ kind: 'block', text: visibleName(blockNotice(block), longestMessage) }));
  if (firstLook !== undefined) notices.push({ kind: 'first', text: firstWords(firstLook, separator) });
  const paused = pauseWords(model, separator);
  if (paused !== '') notices.push({ kind: 'paused', text: paused });
  for (const text of decisionWords(model, separator)) notices.push({ kind: 'decided', text });
  if (status.missedRequests > 0)
    notices.push({ kind: 'missed', text: missedWords(status.missedRequests, separator) });
  if (status.passedOver !== undefined) {
    const why = visibleName(status.passedOver, longestMessage);
    notices.push({ kind: 'engine', text: `Using the ${visibleName(status.engine)} engine: ${why}` });
  }
  if (status.lostSamples > 0) {
    const lost = plural(status.lostSamples, 'sample', separator);
    notices.push({
      kind: 'lost',
      text: `${lost} arrived while a buffer was full and are counted as background.`,
    });
  }
  const estimate = estimateWords(model, separator);
  if (estimate !== '') notices.push({ kind: 'estimate', text: estimate });
  if (missingMeasure !== undefined) {
    const asked = visibleName(missingMeasure, longestMessage);
    notices.push({
      kind: 'measure',
      text: `This profile does not have the measure ${asked}: it shows ${measureName(model)}.`,
    });
  }
  if (base !== undefined && query.measure !== '' && !goesBy(cpuMeasure, query.measure)) {
    const asked = visibleName(query.measure, longestMessage);
    notices.push({ kind: 'measure', text: `Comparisons are of CPU time, not of ${asked}.` });
  }
  if (droppedFields > 0) {
    const fields = plural(droppedFields, 'field', separator);
    notices.push({
      kind: 'dropped',
      text: `${fields} of a later version of routeprof could not be added up and ${droppedFields === 1 ? 'was' : 'were'} left out. Read the profile with that version to see them.`,
    });
  }
  if (history?.missing !== undefined) {
    const { requests, fromMicros, toMicros } = history.missing;
    notices.push({
      kind: 'missing',
      text: `${plural(requests, 'request', separator)} of ${formatRange({ from: fromMicros, to: toMicros })} ${requests === 1 ? 'is' : 'are'} missing: they were measured, but their windows are gone.`,
    });
  }
  if (history?.silent !== undefined && history.silent.requests > 0) {
    const { processes, sinceMicros, requests } = history.silent;
    const who = processes === 1 ? '1 process' : `${formatCount(processes, separator)} processes`;
    notices.push({
      kind: 'missing',
      text: `${who} ended without writing what came last, or cannot reach the store: nothing has come since ${formatMoment(sinceMicros)}, and about ${plural(requests, 'request', separator)} may be missing.`,
    });
  }
  for (const problem of history?.store.problems ?? [])
    notices.push({ kind: 'store', text: visibleName(problem, longestProblem) });
  if (base !== undefined && base.samples === 0 && base.requests === 0) {
    notices.push({ kind: 'base', text: 'Nothing was measured in the baseline.' });
  } else if (base?.overlaps) {
    notices.push({
      kind: 'base',
      text: 'Current and baseline may share measurements, which makes them look more alike than they are.',
    });
  }
  for (const { message, count } of status.failures) {
    const failed = count === 1 ? 'failed once' : `failed ${plural(count, 'time', separator)}`;
    notices.push({
      kind: 'failure',
      text: `The profiler ${failed}: ${visibleName(message, longestMessage)}`,
    });
  }
  return notices;
}
