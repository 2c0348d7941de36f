import { visibleName } from '../presentation/visible-text.ts';
import type { Window } from '../profile/window.ts';
import { QueryError } from '../query/query-error.ts';
import { chooseMeasure } from '../selection/chosen-measure.ts';
import type { ExportFormat } from './formats.ts';

/**
 * Writes a window in a format of other tools. pprof has all measures, and names the one to show first; the other formats
 * have one. Throws a `QueryError` for a measure that the window does not have.
 *
 * @param asked A measure's name; `''` for CPU time, or what the profile prefers.
 * @param whole The window that `window` is a part of. A route may lack a measure that the profile has; its amounts are 0.
 */
export async function writeExport(
  format: ExportFormat,
  window: Window,
  asked: string,
  whole: Window = window,
): Promise<string | Uint8Array> {
  const { measure, measures, missing, view } = chooseMeasure(whole, asked);
  if (missing !== undefined) {
    const known = measures.map(({ name }) => visibleName(name, 60)).join(', ') || 'none';
    throw new QueryError(
      `This profile does not have the measure ${visibleName(missing, 60)}. It has: ${known}.`,
    );
  }
  if (!format.hasAllMeasures) return await format.write(view(window), measure);
  const { preferred, ...all } = window;
  return await format.write(measure === undefined ? all : { ...all, preferred: measure });
}
