import { thinSpace } from '../../../core/src/presentation/quantity.ts';

/** Puts a non-breaking thin space between a number and its unit, as the SI recommends. */
export function thinUnits(text: string): string {
  return text.replace(/(?<=\d) (?=(?:µs|ms|s|min|h|d|Hz|B|[KMGT]iB)\b)/gu, thinSpace);
}
