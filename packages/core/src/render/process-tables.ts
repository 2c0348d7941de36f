import type { ShowName } from '../presentation/compare-words.ts';
import { markedProcesses } from '../presentation/marked-processes.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { formatCount, formatDuration, formatMoment } from '../presentation/quantity.ts';
import { cellsOf, name, number, orEmpty, type TitledTable, withoutEmpty } from './latency-tables.ts';

/** JSON has all. */
const mostProcesses = 10;

/** The processes of a service, in the view of routes; none where there is only one. */
export function processTable(model: ReportModel, show: ShowName): TitledTable[] {
  const { query, measure } = model;
  const all = markedProcesses(model);
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
        rows: shown.map(({ instance, pid, host = '', version, requests, cpuMicros, toMicros, marks }) =>
          cellsOf([
            formatCount(requests),
            formatDuration(cpuMicros),
            requests === 0 ? '' : formatDuration(cpuMicros / requests),
            show(instance),
            String(pid),
            orEmpty(host, show),
            orEmpty(version, show),
            formatMoment(toMicros),
            orEmpty(marks.join(', '), show),
          ]),
        ),
      }),
    },
  ];
}
