import { patched, patchFor, textOf } from './module-patch.ts';

type Loaded = { readonly source?: string | Uint8Array | null };

/** Node calls this for each imported module, in its hooks thread. */
export async function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<Loaded>,
): Promise<Loaded> {
  const loaded = await next(url, context);
  // Modules without a source here are CommonJS, which is hooked where it is compiled.
  if (patchFor(url) === undefined || loaded.source == null) return loaded;
  return { ...loaded, source: patched(url, textOf(loaded.source)) };
}
