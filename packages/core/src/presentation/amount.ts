import type { Measure } from '../profile/measure.ts';
import { microsOfUnit } from '../profile/time-units.ts';
import { formatCount, formatDuration } from './quantity.ts';

/** `self CPU`, or `self` in a report of another measure. */
export function amounts(which: string, { measure }: { readonly measure?: Measure }): string {
  return measure === undefined ? `${which} CPU` : which;
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** An amount with its unit: `1.23 ms`, `45.6 MiB`, `1,234`, `12 widgets`. Without a measure it is CPU time in microseconds. */
export function formatAmount(amount: number, measure?: Measure, separator?: string): string {
  const micros = measure === undefined ? 1 : microsOfUnit(measure.unit);
  if (micros !== undefined) return formatDuration(amount * micros);
  if (measure?.unit === 'bytes') return formatBytes(amount);
  const count = formatCount(amount, separator);
  return measure?.unit === 'count' || measure?.unit === '' ? count : `${count} ${safeUnit(measure?.unit)}`;
}

/** Units come from files, and appear in every format. */
function safeUnit(unit = ''): string {
  return unit.slice(0, 40).replace(/[^\w µ%/.-]/g, '?');
}

function formatBytes(bytes: number): string {
  let amount = bytes;
  for (const unit of byteUnits) {
    // Compared after rounding, so that 1,023.9 KiB is 1.00 MiB.
    if (Math.round(amount) < 1024 || unit === 'TiB')
      return `${unit === 'B' ? amount : digits(amount)} ${unit}`;
    amount /= 1024;
  }
  return `${bytes} B`;
}

function digits(amount: number): string {
  if (amount >= 99.95) return String(Math.round(amount));
  return amount.toFixed(amount >= 9.995 ? 1 : 2);
}
