import type {
  ComparedSide,
  Comparison,
  FunctionChange,
  JudgedChange,
  RouteChange,
  Verdict,
} from '../report/comparison.ts';
import { functionName, location, routeName } from './names.ts';
import { formatDuration, plural } from './quantity.ts';
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
function formatBeforeAfter({ before, after }: Pick<JudgedChange, 'before' | 'after'>): string {
  return `${formatDuration(before)} → ${formatDuration(after)}`;
}

/** A change that is more than noise. */
export function isChanged({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict !== 'same' && verdict !== 'unsure';
}

export type ShowName = (name: string) => string;

/** The answer in one sentence. Names are shown by `show`. */
export function verdictSentence(comparison: Comparison, show: ShowName = visibleName): string {
  const { routes, functions, overall } = comparison;
  const named = (verdict: Verdict): string[] => [
    ...functions.filter((row) => row.verdict === verdict).map((row) => show(functionName(row))),
    ...routes.filter((row) => row.verdict === verdict).map((row) => show(routeName(row))),
  ];
  const slower = named('slower');
  const faster = named('faster');
  if (slower.length > 0)
    return `Slower: ${few(slower)}.${faster.length > 0 ? ` Faster: ${few(faster)}.` : ''}`;
  if (overall.cpuPerRequestMicros.verdict === 'slower')
    return 'Slower as a whole: no route or function stands out.';
  if (faster.length > 0) return `Faster: ${few(faster)}. Nothing is slower.`;
  if (comparison.verdict === 'unsure')
    return 'Too few samples to tell. Measure longer, or send more requests, and compare again.';
  return 'No difference that is more than noise.';
}

const fewNames = 5;

function few(names: readonly string[]): string {
  const more = names.length - fewNames;
  return names.slice(0, fewNames).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What was taken for the machine's doing; empty when that is next to nothing. */
export function driftSentence({ drift: { cpu } }: Comparison): string {
  if (!cpu.isKnown)
    return 'Too few functions were seen to tell the code’s share of a change from the machine’s, so only large changes count.';
  if (Math.abs(cpu.change) < 0.02) return '';
  return `All functions together changed by ${formatChange(cpu.change)} CPU. That may be the machine, Node, or all of the app; what is named here changed by more.`;
}

/** `base  shop 1.4.1, 4,500 requests, 9,800 samples`. */
export function sideLine({ sources, requests, samples }: ComparedSide): string {
  const who = [...new Set(sources.map(({ service, version }) => `${service} ${version}`.trim()))].join(', ');
  return [visibleName(who), plural(requests, 'request'), plural(samples, 'sample')]
    .filter(Boolean)
    .join(', ');
}

/** CPU per request, and the change of each quantile of latency that a route's verdict rests on. */
export function routeCells({
  verdict,
  cpuPerRequestMicros,
  latencyMicros: { p50, p95 },
}: RouteChange): string[] {
  return [
    verdict,
    formatBeforeAfter(cpuPerRequestMicros),
    marked(cpuPerRequestMicros),
    formatBeforeAfter(p50),
    marked(p50),
    formatBeforeAfter(p95),
    marked(p95),
  ];
}

export const routeTitles: readonly string[] = [
  'verdict',
  'CPU/request',
  'change',
  'p50',
  'change',
  'p95',
  'change',
];

export function functionCells(row: FunctionChange): string[] {
  const { verdict, selfCpuPerRequestMicros: self, totalCpuPerRequestMicros: total } = row;
  return [verdict, formatBeforeAfter(self), marked(self), formatChange(total.change)];
}

export const functionTitles: readonly string[] = ['verdict', 'self CPU/request', 'change', 'total'];

/** A change that is more than noise has a mark of its own: a verdict may rest on any of several. */
function marked({ change, verdict }: JudgedChange): string {
  return `${formatChange(change)}${isChanged({ verdict }) ? ' *' : ''}`;
}

export const markNote = '* more than noise';

export function placeOf(row: FunctionChange): string {
  return location({ file: row.file, line: row.line });
}
