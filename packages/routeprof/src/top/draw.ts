import type { ReportModel } from '@routeprof/core';
import {
  formatCount,
  formatShare,
  type Painter,
  textHead,
  textRows,
  textTable,
  visibleName,
} from '@routeprof/core/tools';
import type { TopState } from './state.ts';

export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

const keys = ['↑↓ choose', 'Enter functions', 'f all functions', 'Esc back', 's sort', '/ filter'];

/** The whole screen, cut to its number of lines. */
export function draw(
  state: TopState,
  model: ReportModel,
  before: ReportModel | undefined,
  trouble: string | undefined,
  { columns, rows }: Screen,
  paint: Painter,
): string[] {
  const head = [...textHead(model, paint), ...nowLine(model, before), '', titleOf(state, paint)];
  const { lines } = textTable(textRows(model), columns - 2, paint);
  const [titleLine = '', ...body] = lines;
  const room = Math.max(1, rows - head.length - 3);
  const first = Math.max(0, Math.min(state.selected - Math.floor(room / 2), body.length - room));
  const shown = body.slice(first, first + room).map((line, index) => {
    const chosen = first + index === state.selected;
    return chosen ? `${paint('strong', '▸')} ${line}` : `  ${line}`;
  });
  if (shown.length === 0) shown.push(`  nothing to show${state.filter === '' ? ' yet' : ' for this filter'}`);
  const last =
    state.typing === undefined
      ? trouble === undefined
        ? paint('faint', keysOf(model))
        : paint('warning', `! ${trouble}`)
      : `filter: ${visibleName(state.typing)}▏`;
  const screen = [...head, `  ${titleLine}`, ...shown];
  while (screen.length < rows - 1) screen.push('');
  return [...screen.slice(0, rows - 1), last];
}

/** A file has no page to open: see `routeprof open`. */
function keysOf({ status }: ReportModel): string {
  return [...keys, ...(status.fixed ? [] : ['o open in the browser']), 'q quit'].join('  ');
}

/** What has happened since the last refresh; a file never changes. */
function nowLine(model: ReportModel, before: ReportModel | undefined): string[] {
  if (model.status.fixed) return [];
  const elapsedMicros = model.totals.elapsedMicros - (before?.totals.elapsedMicros ?? 0);
  if (before === undefined || elapsedMicros <= 0) return ['now                   …'];
  const requests = model.totals.requests - before.totals.requests;
  const cpuMicros = model.totals.cpuMicros - before.totals.cpuMicros;
  // The profile was cleared, or the app restarted.
  if (requests < 0 || cpuMicros < 0) return ['now                   started over'];
  const perSecond = (requests / elapsedMicros) * 1e6;
  const share = formatShare(cpuMicros / elapsedMicros);
  return [`now                   ${formatCount(perSecond)} requests/s · CPU ${share} of a core`];
}

function titleOf({ view, route, sort, filter }: TopState, paint: Painter): string {
  const what =
    view === 'routes' ? 'Routes' : `Functions of ${route === '' ? 'the whole app' : visibleName(route)}`;
  return `${paint('strong', what)} by ${sort}${filter === '' ? '' : `, with ${visibleName(filter)}`}`;
}
