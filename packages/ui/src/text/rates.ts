import { formatCount } from '../shared.ts';

/** Three digits: `0.417`, `12.3`, `1 234`. */
export function rateText(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return '0';
  return perSecond >= 100 ? formatCount(perSecond) : perSecond.toPrecision(3);
}
