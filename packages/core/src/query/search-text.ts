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
