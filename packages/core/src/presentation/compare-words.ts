import { capitalized } from './capitalized.ts';
import { heaviestChange } from './heaviest-change.ts';
import type {
  Answer,
  Change,
  ComparedSide,
  Comparison,
  FunctionChange,
  JudgedChange,
  Sentence,
  Verdict,
} from './model/comparison.ts';
import { functionName, location, routeName } from './names.ts';
import { formatDuration, formatShare, plural } from './quantity.ts';
import { visibleName } from './visible-text.ts';

/** `+15.2%`, `-3.0%`, `±0.0%`; `–` when there was nothing before; `×12` from ten times as much on. */
export function formatChange(change: number | undefined): string {
  if (change === undefined || !Number.isFinite(change)) return '–';
  if (change >= 9) return `×${Math.round(change + 1)}`;
  const percent = (change * 100).toFixed(1);
  if (Number(percent) === 0) return '±0.0%';
  return `${change > 0 ? '+' : ''}${percent}%`;
}

/** `3.21 ms → 3.70 ms`. */
export function formatBeforeAfter({ before, after }: Change): string {
  return `${formatDuration(before)} → ${formatDuration(after)}`;
}

/** `0.5% → 1.2%`. */
export function formatShares({ before, after }: Change): string {
  return `${formatShare(before)} → ${formatShare(after)}`;
}

/** `+2.1% to +9.0%`: where the change lies. */
export function formatInterval({ low, high }: JudgedChange): string {
  return low === undefined || high === undefined ? '–' : `${formatBound(low)} to ${formatBound(high)}`;
}

/** Rounded to 0, an interval that excludes 0 would contradict the verdict: then with as many digits as that takes. */
function formatBound(bound: number): string {
  return bound !== 0 && Math.abs(bound) < 0.0005
    ? `${bound > 0 ? '+' : ''}${toFirstDigit(bound * 100)}%`
    : formatChange(bound);
}

function toFirstDigit(value: number): string {
  return value.toFixed(Math.min(20, -Math.floor(Math.log10(Math.abs(value)))));
}

/** `+40.0 ms`; for a part of a latency, which may have been 0 before. */
export function formatDifference(micros: number): string {
  return `${micros > 0 ? '+' : micros < 0 ? '-' : '±'}${formatDuration(Math.abs(micros))}`;
}

/** The same of its interval: `+12.0 ms to +61.0 ms`. */
export function formatMicrosInterval({ low, high }: JudgedChange): string {
  return low === undefined || high === undefined
    ? '–'
    : `${formatDifference(low)} to ${formatDifference(high)}`;
}

/** The same of a share, in percentage points: `+0.4 to +1.6`. */
export function formatPoints({ low, high }: JudgedChange): string {
  if (low === undefined || high === undefined) return '–';
  const points = (share: number): string => {
    if (share === 0) return '0';
    const rounded = (share * 100).toFixed(2);
    const text = Number(rounded) === 0 ? toFirstDigit(share * 100) : rounded;
    return share > 0 ? `+${text}` : text;
  };
  return `${points(low)} to ${points(high)}`;
}

/** The verdict on errors, because `slower` is a word for times. */
export function errorsWord(verdict: Verdict): string {
  return { slower: 'more', faster: 'fewer' }[verdict as 'slower'] ?? verdict;
}

/** Shows a name from the app, escaped for the format. */
export type ShowName = (name: string) => string;

type Answered = Omit<Comparison, 'sentences'>;

/** A sentence for each quantity, the worst verdict first. Names are shown by `show`. */
export function verdictSentences(comparison: Answered, show: ShowName = visibleName): Sentence[] {
  const { base, head, verdicts } = comparison;
  if (base.commonRequests === 0 || head.commonRequests === 0)
    return [{ verdict: 'unsure', text: 'Nothing to compare: no route has requests in both profiles.' }];
  const sentences: Sentence[] = [
    { verdict: verdicts.cpu, text: `CPU per request: ${cpuWords(comparison, show)}` },
    {
      verdict: verdicts.latency,
      text: `Latency (p95): ${latencyWords(comparison, show)} ${heaviestChange(comparison, show)}`.trimEnd(),
    },
    { verdict: verdicts.errors, text: `Errors: ${errorWords(comparison, show)}` },
  ];
  return sentences.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

const order: readonly Answer[] = ['slower', 'faster', 'same', 'unsure'];

const nothing = 'no difference beyond noise.';

function cpuWords({ routes, functions, overall, verdicts }: Answered, show: ShowName): string {
  const named = (verdict: Verdict): string[] => [
    ...functions.filter((row) => row.verdict === verdict).map((row) => show(functionName(row))),
    ...routes.filter((row) => row.verdict === verdict).map((row) => show(routeName(row))),
  ];
  const whole = overall.cpuPerRequestMicros;
  return (
    changedWords(['slower', named('slower')], ['faster', named('faster')], whole, formatBeforeAfter) ??
    elsewhere(verdicts.cpu, 'slower', 'faster') ??
    (verdicts.cpu === 'same' ? nothing : 'unsure, because noise could hide a change of 25%.')
  );
}

function latencyWords({ routes, overall, verdicts }: Answered, show: ShowName): string {
  const named = (verdict: Verdict): string[] =>
    routes
      .filter(({ latencyMicros }) => latencyMicros.p95.verdict === verdict)
      .map((row) => show(routeName(row)));
  const whole = overall.latencyMicros.p95;
  return (
    changedWords(['slower', named('slower')], ['faster', named('faster')], whole, formatBeforeAfter) ??
    elsewhere(verdicts.latency, 'slower', 'faster') ??
    (verdicts.latency === 'same' ? nothing : 'unsure, because noise could hide a change of 50%.')
  );
}

function errorWords({ routes, overall, verdicts }: Answered, show: ShowName): string {
  const named = (verdict: Verdict): string[] =>
    routes.filter(({ errors }) => errors.verdict === verdict).map((row) => show(routeName(row)));
  const { errors } = overall;
  const changed =
    changedWords(['more', named('slower')], ['fewer', named('faster')], errors, formatShares) ??
    elsewhere(verdicts.errors, 'more', 'fewer');
  if (changed !== undefined) return changed;
  if (verdicts.errors === 'unsure')
    return 'unsure, because noise could hide a difference of 1 percentage point.';
  return errors.before === 0 && errors.after === 0 ? 'none.' : nothing;
}

type Named = readonly [word: string, names: readonly string[]];

/** The rows that became worse and better, or that the whole did; `undefined` when nothing did. */
function changedWords(
  [worse, losers]: Named,
  [better, winners]: Named,
  whole: JudgedChange,
  format: (change: Change) => string,
): string | undefined {
  const alike = `as a whole (${format(whole)}): no route or function here stands out.`;
  const good = winners.length > 0 ? `${better} in ${few(winners)}.` : undefined;
  const bad =
    losers.length > 0
      ? `${worse} in ${few(losers)}.`
      : whole.verdict === 'slower'
        ? `${worse} ${alike}`
        : undefined;
  if (bad === undefined) return good ?? (whole.verdict === 'faster' ? `${better} ${alike}` : undefined);
  return good === undefined ? bad : `${bad} ${capitalized(good)}`;
}

/** The change may be in none of the rows, because a filter or a limit leaves some out. */
function elsewhere(verdict: Answer, worse: string, better: string): string | undefined {
  const word = { slower: worse, faster: better }[verdict as 'slower'];
  return word && `${word} in rows that are not listed here.`;
}

const fewNames = 5;

function few(names: readonly string[]): string {
  const more = names.length - fewNames;
  return names.slice(0, fewNames).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The change that all functions have in common, probably the machine's; `''` when it is negligible. */
export function driftSentence({ drift: { cpu } }: Comparison): string {
  if (!cpu.isKnown)
    return 'Too few functions were seen to tell the code’s share of a change from the machine’s, so only large changes count.';
  if (Math.abs(cpu.change) < 0.02) return '';
  return `All functions together changed by ${formatChange(cpu.change)} CPU. That may be the machine, Node, or all of the app; changes below exceed that shift.`;
}

/** `base  shop 1.4.1, 4,500 requests, 9,800 samples`. */
export function sideLine({ sources, requests, samples }: ComparedSide, separator?: string): string {
  const who = [...new Set(sources.map(({ service, version }) => `${service} ${version}`.trim()))].join(', ');
  return [visibleName(who), plural(requests, 'request', separator), plural(samples, 'sample', separator)]
    .filter(Boolean)
    .join(', ');
}

export const intervalNote = '98% intervals, for all rows at once; one that contains 0 is noise.';

export function placeOf({ file, line }: Pick<FunctionChange, 'file' | 'line'>): string {
  return location({ file, line });
}
