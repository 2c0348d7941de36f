import { atOnce } from '../in-turns.ts';
import { lackLine, lackOfAll } from '../presentation/lacks.ts';
import { loopDelayText } from '../presentation/loop-delay.ts';
import { type LoopPart, loopParts } from '../presentation/loop-time.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { noticesOf } from '../presentation/notices.ts';
import { baseWords, chosenWords } from '../presentation/part-words.ts';
import { formatDuration, formatRange, formatShare } from '../presentation/quantity.ts';
import {
  countsOf,
  hasTime,
  isEmpty,
  otherMeasures,
  summarize,
  wholeAmount,
} from '../presentation/summary.ts';
import { visibleName } from '../presentation/visible-text.ts';
import { blockTable } from './block-tables.ts';
import { findingLines } from './finding-lines.ts';
import { outlierLines } from './outlier-lines.ts';
import { processTable } from './process-tables.ts';
import { textBlockSteps } from './text-block.ts';
import { textHints } from './text-hints.ts';
import { createPainter, type Painter } from './text-paint.ts';
import type { TextOptions } from './text-shapes.ts';
import { titledText } from './titled-tables.ts';
import { countsLine, noRowsAdvice, shareNote, viewTitle } from './wording.ts';

/** The report for a terminal. */
export function renderText(model: ReportModel, options?: TextOptions): string {
  return atOnce(textSteps(model, options));
}

export function* textSteps(
  model: ReportModel,
  { color = false, width = 120, hints = true }: TextOptions = {},
): Generator<void, string> {
  const paint = createPainter(color);
  const lines = textHead(model, paint);
  const tables = [...blockTable(model, visibleName), ...processTable(model, visibleName)];
  const blocks = titledText(tables, width, paint).rows;
  if (isEmpty(model)) return finish([...lines, '', lackLine(lackOfAll(model)), ...blocks]);
  const findings = findingLines(model, width, paint);
  if (findings.length > 0) lines.push('', ...findings);
  lines.push(...outlierLines(model, width, paint));
  lines.push('', paint('strong', viewTitle(model)), ...[shareNote(model)].filter(Boolean));
  yield;
  const { rows, leftOut } = yield* textBlockSteps(model, width, paint);
  lines.push(...(rows.length > 0 ? rows : ['', noRowsAdvice(model)]));
  lines.push(...blocks, '', countsLine(model));
  if (leftOut.length > 0) {
    lines.push(`Hidden columns: ${leftOut.join(', ')}.${hints ? ' ?format=json has all.' : ''}`);
  }
  if (!hints) return finish(lines);
  return finish([...lines, '', ...textHints(model).map((hint) => paint('faint', hint))]);
}

/** The lines above every table: what was measured, notices, and where the time went. */
export function textHead(model: ReportModel, paint: Painter): string[] {
  const notices = noticesOf(model).map(({ text }) => paint('warning', `! ${text}`));
  const lines = [...header(model, paint), ...notices];
  if (isEmpty(model) || !hasTime(model)) return lines;
  const delay = loopDelayText(model);
  return [
    ...lines,
    '',
    loopLine(model, paint),
    ...(delay === '' ? [] : [`${paint('strong', 'delay of the event loop')}  ${delay}`]),
  ];
}

function finish(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function header(model: ReportModel, paint: Painter): string[] {
  const { service, processes, node, engine, rate } = summarize(model);
  const { totals, range } = model;
  const name = paint('strong', service || 'routeprof');
  const sampler = [engine && `${engine} engine`, rate].filter(Boolean).join(', ');
  const first = [name, processes, node && `Node ${node}`, sampler].filter(Boolean).join(' · ');
  const facts = isEmpty(model)
    ? []
    : [
        formatRange(range),
        hasTime(model) && `measured ${formatDuration(totals.elapsedMicros)}`,
        wholeAmount(model),
        ...countsOf(model),
      ];
  const [chosen, base] = [chosenWords(model), baseWords(model)];
  return [
    first,
    facts.filter(Boolean).join(' · '),
    otherMeasures(model),
    chosen && `chosen: ${chosen}`,
    base && `compared with: ${base}`,
  ].filter(Boolean);
}

const marks: Record<LoopPart['kind'], string> = {
  routes: '█',
  background: '▓',
  gc: '▒',
  profiler: '#',
  idle: '·',
};
const barCells = 20;

function loopLine(model: ReportModel, paint: Painter): string {
  const parts = loopParts(model);
  let used = 0;
  let sum = 0;
  const bar = parts.map(({ kind, share }) => {
    sum += share;
    const cells = Math.max(0, Math.round(sum * barCells) - used);
    used += cells;
    return marks[kind].repeat(cells);
  });
  const short = { gc: 'gc' } as Partial<Record<LoopPart['kind'], string>>;
  const legend = parts.map(
    ({ kind, name, share }) => `${marks[kind]} ${short[kind] ?? name.toLowerCase()} ${formatShare(share)}`,
  );
  return `${paint('strong', 'where the time goes')}  ${bar.join('')}  ${legend.join('  ')}`;
}
