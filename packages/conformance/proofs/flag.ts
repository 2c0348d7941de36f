/** What the command line gives as `--name=…`, or else the usual value. */
export function flag(name: string, usual: string): string {
  const start = `--${name}=`;
  return process.argv.find((word) => word.startsWith(start))?.slice(start.length) ?? usual;
}
