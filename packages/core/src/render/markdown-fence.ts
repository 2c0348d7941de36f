/** Lines in which spaces matter. The fence is longer than any run of backticks inside. */
export function fenced(rows: readonly string[]): string[] {
  const longest = rows
    .flatMap((row) => row.match(/`+/g) ?? [])
    .reduce((most, { length }) => Math.max(most, length), 2);
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...rows, fence];
}
