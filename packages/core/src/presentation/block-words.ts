import type { BlockRow, RequestsInFlight } from './model/block-rows.ts';
import { location, routeName } from './names.ts';
import { formatDuration, formatMoment, plural } from './quantity.ts';

/** How long a block held the loop, and whether it has ended. */
export function blockLength({ micros, state }: BlockRow): string {
  const length = formatDuration(micros);
  if (state === 'ended') return length;
  return state === 'goes on' ? `${length}, goes on` : `≥ ${length}, to the end of the process`;
}

/** Whose work it was. */
export function blockWorker(row: BlockRow): string {
  if (row.route !== '') return routeName(row);
  const requests = row.inFlight.reduce((sum, one) => sum + one.requests, 0);
  return requests === 0 ? 'not known' : `one of ${plural(requests, 'request')} in flight, or the background`;
}

/** Where it was. No stack is known of a native call, or of a thread that waited for a core all the time. */
export function blockSpot(row: BlockRow): string {
  return blockPlace(row) || 'not sampled';
}

/** `parse (src/parse.ts:12)`; a stack without a function of the app has its innermost call. */
function blockPlace(row: BlockRow): string {
  if (row.name === '') return '';
  const place = location({ file: row.file, line: row.line });
  return place === '' ? row.name : `${row.name} (${place})`;
}

/** Who waited meanwhile: those that it delayed, or else those that were in flight beside it. */
export function blockVictims(row: BlockRow): string {
  if (row.delayed.length > 0) {
    return row.delayed
      .map(
        (one) =>
          `${requestsOf(one)} by ${one.estimated ? '≈ ' : ''}${formatDuration(one.micros / one.requests)}`,
      )
      .join(', ');
  }
  const others = row.inFlight.filter(({ method, route }) => method !== row.method || route !== row.route);
  return others.length === 0 ? '' : `in flight: ${others.map(requestsOf).join(', ')}`;
}

function requestsOf(one: RequestsInFlight): string {
  return one.requests === 1 ? routeName(one) : `${one.requests} × ${routeName(one)}`;
}

/** A block that has not ended, in a sentence. */
export function blockNotice(row: BlockRow): string {
  const { at, micros, pid, state } = row;
  const where = blockPlace(row) === '' ? '' : `, in ${blockPlace(row)}`;
  const by = row.route === '' ? '' : `, by ${routeName(row)}`;
  const since = `since ${formatMoment(at)}, for ${formatDuration(micros)} or longer${where}${by}`;
  return state === 'goes on'
    ? `The event loop of process ${pid} is blocked ${since}.`
    : `Process ${pid} ended, or was suspended, while its event loop was blocked: ${since}.`;
}
