import { longestName, visibleName } from '../presentation/visible-text.ts';

export interface MarkdownTable {
  readonly columns: readonly { readonly title: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly string[])[];
}

/** Cells must be escaped already: numbers, or the result of `code`. */
export function markdownTable({ columns, rows }: MarkdownTable): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map(line),
  ];
}

/** A code span cannot hold these in every reader of Markdown: backticks end it, pipes end a table's cell. */
const unsafe = /[`|<>&\\]/;
const special = /[`|<>&\\*_[\]~!#]/g;

/** A name from the app, shown literally. */
export function code(text: string, longest: number = longestName): string {
  const name = visibleName(text, longest);
  if (name.trim() === '') return '';
  if (!unsafe.test(name) && name === name.trim()) return `\`${name}\``;
  return `<code>${name.replace(special, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
}
