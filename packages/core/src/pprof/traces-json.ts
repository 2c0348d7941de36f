import type { RouteTraces } from '../profile/route-traces.ts';
import { RouteTracesBuilder } from '../profile/route-traces-builder.ts';
import { columnsJson, readColumns } from './columns-json.ts';
import { damaged, type Json, list, object, whole } from './field-json.ts';
import { keptTracesJson, readKeptTraces } from './kept-traces-json.ts';
import { binReader, blameSumsReader, siteReader } from './trace-rows.ts';

export const tracesKeys: ReadonlySet<string> = new Set([
  ...['traced', 'cut', 'weightMilli', 'bins', 'sites', 'blame'],
  ...['kept', 'sample', 'slowest'],
]);

/** The traces of a row. Those that are kept stand there once, and `sample` and `slowest` are their numbers. */
export function tracesJson({
  traced,
  cut,
  weightMilli,
  bins,
  sites,
  blame,
  sample,
  slowest,
}: RouteTraces): Json {
  const byId = new Map([...sample, ...slowest].map((trace) => [trace.id, trace]));
  const numbers = new Map([...byId.keys()].map((id, number) => [id, number]));
  return {
    traced,
    cut,
    weightMilli,
    bins: columnsJson(bins, binReader),
    sites: columnsJson(
      sites.map(({ frame, ...site }) => ({ ...frame, ...site })),
      siteReader,
    ),
    blame: columnsJson(blame, blameSumsReader),
    kept: keptTracesJson([...byId.values()]),
    sample: sample.map(({ id }) => numbers.get(id)),
    slowest: slowest.map(({ id }) => numbers.get(id)),
  };
}

/**
 * Reads what `tracesJson` wrote; nothing in it is trusted. It gives rows their order, and adds up those that are the same.
 *
 * @throws ProfileFormatError when it is damaged.
 */
export function readTraces(value: unknown): RouteTraces {
  const given = object(value);
  const kept = readKeptTraces(given.kept);
  const tracesOf = (numbers: unknown) => list(numbers).map((number) => kept[whole(number)] ?? damaged());
  const builder = new RouteTracesBuilder();
  builder.merge({
    traced: whole(given.traced),
    cut: whole(given.cut),
    weightMilli: whole(given.weightMilli),
    bins: readColumns(given.bins, binReader),
    sites: readColumns(given.sites, siteReader).map(({ name, file, line, column, ...site }) => ({
      frame: { name, file, line, column },
      ...site,
    })),
    blame: readColumns(given.blame, blameSumsReader),
    sample: tracesOf(given.sample),
    slowest: tracesOf(given.slowest),
  });
  return builder.finish(false);
}
