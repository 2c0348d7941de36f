import type { ShowName } from '../presentation/compare-words.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { outlierMarks } from '../presentation/outlier-words.ts';
import { formatCount, formatDuration, formatMoment } from '../presentation/quantity.ts';
import { cellsOf, name, number, orEmpty, type TitledTable, withoutEmpty } from './latency-tables.ts';

/** JSON has all. */
const mostProcesses = 10;

/** The processes of a service, in the view of routes; none where there is only one. */
export function processTable(
  { history, outliers, query, measure }: ReportModel,
  show: ShowName,
): TitledTable[] {
  const marksOf = (instance: string): readonly string[] => outlierMarks(outliers, instance);
  // Those that differ come first: there may be hundreds.
  const all = [...(history?.processes ?? [])].sort(
    (a, b) => marksOf(b.instance).length - marksOf(a.instance).length,
  );
  if (all.length < 2 || query.view !== 'routes' || query.route !== '' || measure !== undefined) return [];
  const shown = all.slice(0, mostProcesses);
  return [
    {
      title: `Processes${all.length > shown.length ? `, ${shown.length} of ${formatCount(all.length)}` : ''}, requests and CPU of the latest hour`,
      table: withoutEmpty({
        columns: [
          ...[number('requests'), number('CPU'), number('CPU/request')],
          ...['process', 'pid', 'host', 'version', 'heard of', 'against the others'].map(name),
        ],
        rows: shown.map(({ instance, pid, host = '', version, requests, cpuMicros, toMicros }) =>
          cellsOf([
            formatCount(requests),
            formatDuration(cpuMicros),
            requests === 0 ? '' : formatDuration(cpuMicros / requests),
            show(instance),
            String(pid),
            orEmpty(host, show),
            orEmpty(version, show),
            formatMoment(toMicros),
            orEmpty(marksOf(instance).join(', '), show),
          ]),
        ),
      }),
    },
  ];
}
