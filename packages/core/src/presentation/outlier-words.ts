import type { Outlier } from './model/outlier.ts';
import { routeName } from './names.ts';
import { formatCount, formatDuration, plural } from './quantity.ts';
import { visibleName } from './visible-text.ts';

/** A piece of an outlier's sentence; processes and routes are links. */
export interface OutlierPiece {
  readonly kind: 'text' | 'process' | 'route';
  readonly text: string;
}

/** What the sentence says beyond its outlier. */
export interface OutlierFacts extends Omit<Outlier, 'text'> {
  /** Several processes have its pid and host. */
  readonly isAmbiguous: boolean;
  /** There are processes of other versions. */
  readonly hasVersions: boolean;
}

/** Above the sentences. */
export const outliersTitle = 'Processes that cost more than the others';
/** Below them. */
export const outliersCutNote = 'Only the processes and routes with most CPU time are compared.';

/** Who differs, by how much, from whom, and on what, in one sentence. */
export function outlierText(facts: OutlierFacts): string {
  const { kind, ratio, low, high, others, version, hasVersions } = facts;
  const times = `${factor(ratio)}× (${factor(low)} to ${factor(high)})`;
  const ofVersion = hasVersions && version !== '' ? ` of version ${visibleName(version, 20)}` : '';
  const who = `the other ${formatCount(others)}${ofVersion}`;
  return kind === 'cpu'
    ? `${processName(facts)} spends ${times} the CPU per request of ${who} on ${placeOf(facts)}.`
    : `${processName(facts)} typically takes ${times} as long as ${who} on ${placeOf(facts)}.`;
}

function processName({ pid, host, instance, isAmbiguous }: OutlierFacts): string {
  const where = host === undefined ? '' : ` on ${visibleName(host, 40)}`;
  return `Process ${pid}${where}${isAmbiguous ? ` (${visibleName(instance, 12)})` : ''}`;
}

function placeOf(facts: OutlierFacts): string {
  const { route, shown, compared, micros, othersMicros } = facts;
  if (route !== '')
    return `${visibleName(routeName(facts))}, ${formatDuration(micros)} instead of ${formatDuration(othersMicros)}`;
  return shown === compared
    ? `all of its ${plural(compared, 'route')}`
    : `${formatCount(shown)} of its ${plural(compared, 'route')}`;
}

/** `2.1×` */
export function outlierFigure({ ratio }: Pick<Outlier, 'ratio'>): string {
  return `${factor(ratio)}×`;
}

/** What is known of a process, for its row in a table: `2.1× CPU on GET /search`. */
export function outlierMarks(outliers: readonly Outlier[], instance: string): readonly string[] {
  return outliers
    .filter((outlier) => outlier.instance === instance)
    .map((outlier) => {
      const where = outlier.route === '' ? 'most routes' : visibleName(routeName(outlier), 40);
      return `${outlierFigure(outlier)} ${outlier.kind === 'cpu' ? 'CPU' : 'latency'} on ${where}`;
    });
}

function factor(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(1) : formatCount(Math.round(ratio));
}

/** An outlier's sentence in pieces. */
export function outlierPieces(outlier: Outlier): OutlierPiece[] {
  const { text, pid, route } = outlier;
  const process = `Process ${pid}`;
  const name = route === '' ? '' : visibleName(routeName(outlier));
  const at = name === '' ? -1 : text.lastIndexOf(` on ${name}, `) + ' on '.length;
  const rest = text.slice(process.length);
  if (at < ' on '.length)
    return [
      { kind: 'process', text: process },
      { kind: 'text', text: rest },
    ];
  return [
    { kind: 'process', text: process },
    { kind: 'text', text: text.slice(process.length, at) },
    { kind: 'route', text: name },
    { kind: 'text', text: text.slice(at + name.length) },
  ];
}
