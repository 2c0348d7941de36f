import { blockLength, blockSpot, blockVictims, blockWorker } from '../presentation/block-words.ts';
import type { ShowName } from '../presentation/compare-words.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { formatCount, formatMoment } from '../presentation/quantity.ts';
import { cellsOf, name, number, orEmpty, type TitledTable, withoutEmpty } from './latency-tables.ts';

/** JSON has all. */
const mostBlocks = 10;

/** Blocks of the event loop, in the view of routes; none where there was none. */
export function blockTable(
  { blocks, blockLengths, query, measure }: ReportModel,
  show: ShowName,
): TitledTable[] {
  if (blocks.length === 0 || query.view !== 'routes' || measure !== undefined) return [];
  const shown = blocks.slice(0, mostBlocks);
  const ended = blockLengths.count.reduce((sum, each) => sum + each, 0);
  const all = query.route === '' ? Math.max(blocks.length, ended) : blocks.length;
  return [
    {
      title: `Blocks of the event loop${all > shown.length ? `, the longest ${shown.length} of ${formatCount(all)}` : ''}`,
      table: withoutEmpty({
        columns: [number('held it'), ...['when', 'work of', 'in', 'delayed'].map(name)],
        rows: shown.map((row) =>
          cellsOf([
            blockLength(row),
            formatMoment(row.at),
            show(blockWorker(row)),
            show(blockSpot(row)),
            orEmpty(blockVictims(row), show),
          ]),
        ),
      }),
    },
  ];
}
