import type { Finding } from '../presentation/model/latency-rows.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { routeName } from '../presentation/names.ts';
import { piecesOf } from '../presentation/sentence.ts';
import { isTraced } from '../presentation/traced.ts';
import { visibleText } from '../presentation/visible-text.ts';
import { escapeMarkdown } from './markdown-escape.ts';
import type { Painter } from './text-paint.ts';
import { wrapWords } from './wrap-words.ts';

/** What makes requests slow, and what a fix would save, as numbered sentences. Empty where no request was traced. */
export function findingLines(model: ReportModel, width: number, paint: Painter): string[] {
  const found = findingsOf(model);
  if (found.length === 0) return [];
  return [
    paint('strong', 'What makes requests slow'),
    ...found.flatMap((finding, index) => {
      const mark = `${index + 1}. `;
      return wrapWords(sentenceOf(finding, model), width - mark.length).map(
        (line, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + line,
      );
    }),
  ];
}

/** The same as a list. */
export function findingList(model: ReportModel): string[] {
  const found = findingsOf(model);
  if (found.length === 0) return [];
  return [
    '## What makes requests slow',
    '',
    ...found.map((finding, index) => `${index + 1}. ${escapeMarkdown(sentenceOf(finding, model))}`),
    '',
  ];
}

function findingsOf(model: ReportModel): readonly Finding[] {
  return isTraced(model) && model.query.view === 'routes' ? model.findings : [];
}

function sentenceOf(finding: Finding, { query }: ReportModel): string {
  const pieces = piecesOf(finding, query.route === routeName(finding));
  return pieces.map(({ text }) => visibleText(text)).join('');
}
