import { amounts, formatAmount } from '../presentation/amount.ts';
import { placeLines } from '../presentation/line-costs.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import type { LineRow } from '../presentation/model/rows.ts';
import { visibleName, visibleText } from '../presentation/visible-text.ts';

const tab = '    ';
const longestLine = 400;
const gap = '  ';

/** The code of a function, with what each line has where the profile tells it. */
export function sourceBlock(model: ReportModel): string[] {
  const code = codeLines(model);
  const elsewhere = linesElsewhere(model);
  if (code.length === 0 && elsewhere.length === 0) return [];
  const { source } = model;
  const why = source !== undefined && 'unavailable' in source ? [visibleName(source.unavailable), ''] : [];
  const between = code.length > 0 && elsewhere.length > 0 ? [''] : [];
  return [...why, ...code, ...between, ...elsewhere];
}

/** The lines of code, each with its number, and a mark where the function begins. */
function codeLines(model: ReportModel): string[] {
  const { source } = model;
  if (source === undefined || 'unavailable' in source) return [];
  const { firstLine, lines, functionLine } = source;
  const { shown } = placeLines(model);
  const width = String(firstLine + lines.length - 1).length;
  const costs = alignedCosts(
    lines.map((_, index) => shown.get(firstLine + index)),
    model,
  );
  const heads = shown.size === 0 ? [] : [`${' '.repeat(2 + width)}${gap}${costs.heads}`];
  return [
    ...heads,
    ...lines.map((line, index) => {
      const number = firstLine + index;
      const mark = number === functionLine ? '>' : ' ';
      const cost = shown.size === 0 ? '' : `${gap}${costs.cells[index]}`;
      // One line, without effect on a terminal or on the text around it.
      const text = visibleText(line.slice(0, longestLine).replaceAll('\t', tab)).trimEnd();
      return `${mark} ${String(number).padStart(width)}${cost}${gap}${text}`.trimEnd();
    }),
  ];
}

/** Lines of code that is not shown. */
function linesElsewhere(model: ReportModel): string[] {
  const { elsewhere } = placeLines(model);
  if (elsewhere.length === 0) return [];
  const { heads, cells } = alignedCosts(elsewhere, model);
  return [
    `${heads}${gap}line`,
    ...elsewhere.map(({ file, line }, index) => `${cells[index]}${gap}${visibleName(file)}:${line}`),
  ];
}

function alignedCosts(rows: readonly (LineRow | undefined)[], model: ReportModel) {
  const of = (amount: number | undefined): string =>
    amount === undefined || amount === 0 ? '' : formatAmount(amount, model.measure);
  const self = rightAligned([amounts('self', model), ...rows.map((row) => of(row?.selfCpuMicros))]);
  const total = rightAligned([amounts('total', model), ...rows.map((row) => of(row?.totalCpuMicros))]);
  const [heads = '', ...cells] = self.map((cell, index) => `${cell}${gap}${total[index]}`);
  return { heads, cells };
}

function rightAligned(cells: readonly string[]): string[] {
  const width = cells.reduce((most, { length }) => Math.max(most, length), 0);
  return cells.map((cell) => cell.padStart(width));
}
