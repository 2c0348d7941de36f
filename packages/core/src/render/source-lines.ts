import type { SourceText } from '../presentation/model/report.ts';
import { visibleText } from '../presentation/visible-text.ts';

const tab = '    ';
const longestLine = 400;

interface SourceLine {
  readonly number: number;
  /** One line, without effect on a terminal or on the text around it. */
  readonly text: string;
  /** True for the line in which the function begins. */
  readonly marked: boolean;
}

/** The lines of a source, each with its number; none when it is unavailable. */
function sourceLines(source: SourceText | undefined): SourceLine[] {
  if (source === undefined || 'unavailable' in source) return [];
  return source.lines.map((line, index) => ({
    number: source.firstLine + index,
    text: visibleText(line.slice(0, longestLine).replaceAll('\t', tab)).trimEnd(),
    marked: source.firstLine + index === source.functionLine,
  }));
}

/** The lines as text, their numbers first. */
export function sourceBlock(source: SourceText | undefined): string[] {
  const lines = sourceLines(source);
  const width = String(lines.at(-1)?.number ?? 0).length;
  return lines.map(({ number, text, marked }) =>
    `${marked ? '>' : ' '} ${String(number).padStart(width)}  ${text}`.trimEnd(),
  );
}
