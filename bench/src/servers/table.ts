/** The table of frameworks, as `prepare` has put it beside this: Node 20 cannot read types. */
export async function loadTable(): Promise<
  typeof import('../../../packages/conformance/src/frameworks/table.ts')
> {
  return await import(new URL('../frameworks/table.js', import.meta.url).href);
}
