import { thinSpace } from '../../../core/src/presentation/quantity.ts';
import { rateText as rateOf } from '../../../core/src/presentation/route-facts.ts';

/** Three digits: `0.417`, `12.3`, `1 234`. */
export function rateText(perSecond: number): string {
  return rateOf(perSecond, thinSpace);
}
