/** A table that reads well in a terminal and is Markdown. Columns whose title begins with a space are aligned right. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, i) =>
    Math.max(title.trim().length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const isRight = titles.map((title) => title.startsWith(' '));
  const line = (cells: readonly string[]): string => {
    const padded = widths.map((width, i) => {
      const cell = (cells[i] ?? '').trim();
      return isRight[i] ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, i) => (isRight[i] ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2)));
  return [line(titles), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}
