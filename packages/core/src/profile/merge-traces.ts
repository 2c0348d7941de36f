import type { RouteTraces } from './route-traces.ts';
import { RouteTracesBuilder } from './route-traces-builder.ts';

/**
 * The traces of rows that become one, added up. Gives nothing if no row has any, which is the usual case.
 *
 * @param isBounded Whether lists that become too long are shortened.
 */
export function mergeTraces(
  rows: readonly { readonly traces?: RouteTraces }[],
  isBounded: boolean,
): { readonly traces?: RouteTraces } {
  if (rows.every(({ traces }) => traces === undefined)) return {};
  const builder = new RouteTracesBuilder();
  for (const { traces } of rows) if (traces !== undefined) builder.merge(traces);
  return { traces: builder.finish(isBounded) };
}
