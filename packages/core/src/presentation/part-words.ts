import { basePart, type Part } from '../query/part.ts';
import type { TimeBounds } from './model/history.ts';
import type { BaseProfile, ReportModel } from './model/report.ts';
import { formatMoment, formatRange, plural } from './quantity.ts';
import { visibleName } from './visible-text.ts';

/** `since 2026-03-01 12:00:03 UTC, version 1.4.2`: which part was chosen; `''` for everything that is kept. */
export function chosenWords(model: ReportModel): string {
  return partWords(model, model.query, model.chosen);
}

/** The same of the baseline, with its size; `''` without a baseline. */
export function baseWords(model: ReportModel): string {
  const { base, query } = model;
  const part = base && basePart(query.base, query);
  if (base === undefined || part === undefined) return '';
  const words = partWords(model, part, base.chosen);
  const measured = base.range.to === 0 ? '' : `, measured ${formatRange(base.range)}`;
  return `${words} (${amountOf(base)}${measured})`;
}

function amountOf({ requests, samples }: BaseProfile): string {
  return `${plural(requests, 'request')}, ${plural(samples, 'sample')}`;
}

function partWords({ history }: ReportModel, part: Part, { from, to }: TimeBounds): string {
  const { version, host, process, service } = part;
  const pid = history?.processes.find(({ instance }) => instance === process)?.pid;
  return [
    boundWords(from, to),
    version === '' ? '' : `version ${visibleName(version, 60)}`,
    host === '' ? '' : `host ${visibleName(host, 60)}`,
    process === '' ? '' : pid === undefined ? `process ${visibleName(process, 60)}` : `pid ${pid}`,
    service === '' ? '' : service === '*' ? 'all services' : `service ${visibleName(service, 60)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function boundWords(from: number, to: number): string {
  if (from > 0 && to > 0) return formatRange({ from, to });
  if (from > 0) return `since ${formatMoment(from)}`;
  return to > 0 ? `until ${formatMoment(to)}` : '';
}
