import { patched, patchFor, textOf } from './module-patch.ts';

type Loaded = { readonly source?: string | Uint8Array | null };

/** Node calls this for each imported module, in its hooks thread. */
export async function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<Loaded>,
): Promise<Loaded> {
  const loaded = await next(url, context);
  // A module without a source here is CommonJS; `load-hook.ts` hooks its compilation.
  if (patchFor(url) === undefined || loaded.source == null) return loaded;
  return { ...loaded, source: patched(url, textOf(loaded.source)) };
}
