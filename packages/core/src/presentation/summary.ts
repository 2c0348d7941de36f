import { cpuMeasure, isSameMeasure } from '../profile/measure.ts';
import type { Source } from '../profile/window.ts';
import { formatAmount } from './amount.ts';
import type { ReportModel } from './model/report.ts';
import { formatCount, formatDuration, plural } from './quantity.ts';
import { measureName } from './scope.ts';
import { visibleName } from './visible-text.ts';

/** What was measured, in words for a heading. Everything in it is safe to show on one line. */
export interface Summary {
  /** `shop 1.4.2`; several, when several services are merged; `''` until something was measured. */
  readonly service: string;
  /** `pid 41233`, or `6 processes, pid 41233, 41234, …`; `''` when a file does not have it. */
  readonly processes: string;
  /** `24.11.0` */
  readonly node: string;
  readonly engine: string;
  /** `1000 Hz`; `''` when a file does not have it. */
  readonly rate: string;
}

const fewPids = 4;

export function summarize({ sources, status }: ReportModel): Summary {
  const rates = distinct(sources.filter(({ rate }) => rate > 0).map(({ rate }) => String(rate)));
  const known = rates.join(', ') || (status.rate > 0 ? status.rate : '');
  return {
    service: list(sources.map(({ service, version }) => `${service} ${version}`.trim())),
    processes: processes(sources),
    node: list(sources.map(({ node }) => node)),
    engine: list(sources.map(({ engine }) => engine)) || visibleName(status.engine),
    rate: known === '' ? '' : `${known} Hz`,
  };
}

function processes(all: readonly Source[]): string {
  const sources = all.filter(({ pid }) => pid > 0);
  const pids = distinct(sources.map(({ pid }) => String(pid)));
  const few = pids.slice(0, fewPids).join(', ') + (pids.length > fewPids ? ', …' : '');
  const count = new Set(sources.map(({ instance }) => instance)).size;
  if (count === 0) return '';
  return count === 1 ? `pid ${few}` : `${formatCount(count)} processes, pid ${few}`;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function list(values: readonly string[]): string {
  return visibleName(distinct(values).join(', '));
}

/** The total, in words: `CPU 4.1 s`, or `inuse_space 45.6 MiB`. */
export function wholeAmount(model: ReportModel): string {
  const { measure, totals } = model;
  if (measure === undefined) return `CPU ${formatDuration(totals.cpuMicros)}`;
  return `${measureName(model)} ${formatAmount(totals.appCpuMicros, measure)}`;
}

/** Numbers of requests, errors and samples. A profile of another measure may not have them. */
export function countsOf({ measure, totals: { requests, errors, samples } }: ReportModel): string[] {
  const counts = [plural(requests, 'request'), plural(errors, 'error'), plural(samples, 'sample')];
  return counts.filter((_, i) => measure === undefined || (i < 2 ? requests : samples) > 0);
}

/** The other measures of the profile, and how to see them; `''` where there are none. */
export function otherMeasures({ measure, measures = [] }: ReportModel): string {
  const of = measure ?? cpuMeasure;
  const others = measures.filter((other) => !isSameMeasure(other, of));
  if (others.length === 0) return '';
  return `also measured: ${others.map(({ name }) => `measure=${visibleName(name, 60)}`).join(', ')}`;
}

/** Nothing was measured: no time has passed, or no request has come and no sample was taken. */
export function isEmpty({ totals, status, measure }: ReportModel): boolean {
  if (measure !== undefined) return false;
  // A file may have samples and CPU time, but no elapsed time.
  if (status.fixed) return totals.samples === 0 && totals.cpuMicros === 0 && totals.requests === 0;
  return totals.elapsedMicros <= 0 || (totals.samples === 0 && totals.requests === 0);
}

/** Whether the elapsed time is known: a file may not have it. */
export function hasTime({ totals }: ReportModel): boolean {
  return totals.elapsedMicros > 0;
}
