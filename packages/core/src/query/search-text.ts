/** The text of a function that a search matches: what is shown, so that a search finds what the user sees. */
export function searchText({
  name,
  file,
  line,
}: {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}): string {
  return `${name} ${file}:${line}`;
}

/** The pattern in a search that is written as `/pattern/`; undefined for plain text. */
export function patternOf(typed: string): string | undefined {
  return /^\/(.+)\/i?$/s.exec(typed)?.[1];
}

/** A test for texts that contain what was typed; letter case does not matter. */
export function containing(typed: string): (text: string) => boolean {
  const wanted = typed.toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}
