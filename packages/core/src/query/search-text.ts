/** What a search looks at of a function: what is shown of it, so that it finds what one sees. */
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

/** The pattern of what a person typed, where it is `/pattern/`; undefined where it is text. */
export function patternOf(typed: string): string | undefined {
  return /^\/(.+)\/i?$/s.exec(typed)?.[1];
}

/** Whether a text contains what a person typed; letter case does not matter. */
export function containing(typed: string): (text: string) => boolean {
  const wanted = typed.toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}
