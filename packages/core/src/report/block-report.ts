import { mapSteps } from '../in-turns.ts';
import type { BlockRow } from '../presentation/model/block-rows.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { routeName } from '../presentation/names.ts';
import type { Block, BlockSums } from '../profile/blocks.ts';
import { mergeLatencies } from '../profile/latency.ts';
import type { Evidence } from '../store/evidence.ts';
import { blockRow, evidenceRow, isSameBlock } from '../tables/block-rows.ts';
import type { SiteNames } from '../tables/site-names.ts';
import { histogramOf } from '../time/latency-histogram.ts';

export interface BlockQuestion {
  readonly blocks: BlockSums | undefined;
  readonly watched: { readonly evidence: readonly Evidence[]; readonly nowMicros: number } | undefined;
  /** As `ReportQuery.route`. */
  readonly route: string;
  readonly limit: number;
  readonly names: SiteNames;
}

/**
 * Blocks of the loop, those first that have not ended, then the longest. Of a route, also those that delayed it or that it
 * was in flight in. How long all blocks of the app were is known even where they are not kept. Yields between rows.
 */
export function* blockReport({
  blocks,
  watched,
  route,
  limit,
  names,
}: BlockQuestion): Generator<void, Pick<ReportModel, 'blocks' | 'blockLengths'>> {
  const isOf = (row: Pick<BlockRow, 'method' | 'route'>): boolean => routeName(row) === route;
  const longest = blocks?.longest ?? [];
  const all = watched?.evidence ?? [];
  const evidence = all.filter((one) => !longest.some((block) => isSameBlock(one, block)));
  const seen = (block: Block): Evidence | undefined => all.find((one) => isSameBlock(one, block));
  const rows = [
    ...(yield* mapSteps(evidence, (one) => evidenceRow(one, watched?.nowMicros ?? 0, names))),
    ...(yield* mapSteps(longest, (block) => blockRow(block, seen(block), names))),
  ];
  return {
    blocks: rows
      .filter((row) => route === '' || [row, ...row.delayed, ...row.inFlight].some(isOf))
      .sort((a, b) => Number(b.state !== 'ended') - Number(a.state !== 'ended') || b.micros - a.micros)
      .slice(0, limit),
    blockLengths: histogramOf(blocks?.lengths ?? mergeLatencies([])),
  };
}
