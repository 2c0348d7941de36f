/** The name of what went wrong that an error brings, such as `ENOENT`; `''` without one. */
export function codeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
