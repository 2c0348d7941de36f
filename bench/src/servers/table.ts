/** The table of frameworks as JavaScript, which `prepare` has written beside this file: Node 20 cannot strip types. */
export async function loadTable(): Promise<
  typeof import('../../../packages/conformance/src/frameworks/table.ts')
> {
  return await import(new URL('../frameworks/table.js', import.meta.url).href);
}
