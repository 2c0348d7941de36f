import { thinSpace } from '../../../core/src/presentation/quantity.ts';

/** A number stays on one line with its unit, as near to it as the SI asks for. */
export function thinUnits(text: string): string {
  return text.replace(/(?<=\d) (?=(?:µs|ms|s|min|h|d|Hz|B|[KMGT]iB)\b)/gu, thinSpace);
}
