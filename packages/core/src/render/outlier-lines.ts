import type { ReportModel } from '../presentation/model/report.ts';
import { outliersCutNote, outliersTitle } from '../presentation/outlier-words.ts';
import { escapeMarkdown } from './markdown-escape.ts';
import type { Painter } from './text-paint.ts';
import { wrapWords } from './wrap-words.ts';

/** Which processes cost more than the others, in sentences. Empty where none does. */
export function outlierLines(model: ReportModel, width: number, paint: Painter): string[] {
  const sentences = sentencesOf(model);
  if (sentences.length === 0) return [];
  return ['', paint('strong', outliersTitle), ...sentences.flatMap((sentence) => wrapWords(sentence, width))];
}

/** The same as a list. */
export function outlierList(model: ReportModel): string[] {
  const sentences = sentencesOf(model);
  if (sentences.length === 0) return [];
  return [`## ${outliersTitle}`, '', ...sentences.map((sentence) => `- ${escapeMarkdown(sentence)}`), ''];
}

function sentencesOf({ query, outliers, outliersCut }: ReportModel): readonly string[] {
  if (query.view !== 'routes' || outliers.length === 0) return [];
  return [...outliers.map(({ text }) => text), ...(outliersCut ? [outliersCutNote] : [])];
}
