/**
 * The runtime, when it is not Node: Bun and Deno have Node's modules, but not the hooks and V8's profiler behind them.
 * Under Bun the first of our hooks would end the app, under Deno there would be no samples.
 */
export function foreignRuntime(versions: {
  readonly [name: string]: string | undefined;
}): string | undefined {
  if (versions.bun !== undefined) return `Bun ${versions.bun}`;
  if (versions.deno !== undefined) return `Deno ${versions.deno}`;
  return undefined;
}
