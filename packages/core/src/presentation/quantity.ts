/** Shown in place of a number that is not known. */
const none = '–';

/** A narrow no-break space, as the SI asks for: it cannot be taken for a decimal sign in any language. */
export const thinSpace = '\u202f';

/** `1,234,567`, or with any other separator. */
export function formatCount(count: number, separator: string = ','): string {
  if (!Number.isFinite(count)) return none;
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, separator);
}

const durations = [
  { unit: 'µs', micros: 1 },
  { unit: 'ms', micros: 1_000 },
  { unit: 's', micros: 1_000_000 },
] as const;

/** Three digits and the unit that suits them, two units from a minute on: `8 µs`, `1.23 ms`, `45.6 s`, `2 min 40 s`. */
export function formatDuration(micros: number): string {
  if (!Number.isFinite(micros) || micros < 0) return none;
  const seconds = Math.round(micros / 1_000_000);
  if (micros >= 59_950_000) return longDuration(seconds);
  if (micros === 0) return '0 µs';
  if (micros < 0.1) return '<0.1 µs';
  for (const [index, { unit, micros: size }] of durations.entries()) {
    // The data are in microseconds, so these have no decimals.
    const amount = size === 1 && micros >= 1 ? micros.toFixed(0) : threeDigits(micros / size);
    const next = durations[index + 1];
    // Compared after rounding, so that 999.9 µs is 1.00 ms and never 1000 µs.
    if (next === undefined || Number(amount) < next.micros / size) return `${amount} ${unit}`;
  }
  return none;
}

/** `2 min 40 s`, `3 h 5 min`, `4 d 2 h`, or `2 min` without the smaller unit when that is 0. */
function longDuration(seconds: number): string {
  const sizes = [
    ['d', 86_400, 3_600, 'h'],
    ['h', 3_600, 60, 'min'],
    ['min', 60, 1, 's'],
  ] as const;
  for (const [unit, size, nextSize, next] of sizes) {
    const whole = Math.round(seconds / nextSize) * nextSize;
    if (whole < size) continue;
    const rest = (whole % size) / nextSize;
    return `${Math.floor(whole / size)} ${unit}${rest === 0 ? '' : ` ${rest} ${next}`}`;
  }
  return `${seconds} s`;
}

function threeDigits(amount: number): string {
  const rounded = Number(amount.toPrecision(3));
  if (rounded >= 100) return String(Math.round(rounded));
  return amount.toFixed(rounded >= 10 ? 1 : 2);
}

/** A share from 0 to 1 as `61.2%`; one above 0 that would round to it is `<0.1%`, not `0.0%`. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share) || share < 0) return none;
  if (share > 0 && share < 0.000_5) return '<0.1%';
  return `${(share * 100).toFixed(1)}%`;
}

/** The share of a part, 0 to 1; 0 when the whole is 0. */
export function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/**
 * In UTC, so that it is the same for every reader: `2026-03-01 12:00:03 to 12:05:03 UTC`. A second date only when it
 * differs; `''` when it is not known.
 */
export function formatRange(range: { readonly from: number; readonly to: number }): string {
  if (range.to === 0) return '';
  const from = isoSeconds(range.from);
  const to = isoSeconds(range.to);
  const sameDay = from.slice(0, 10) === to.slice(0, 10);
  return `${from} to ${(sameDay && to.slice(11)) || to} UTC`;
}

/** `2026-03-01 12:00:03 UTC` */
export function formatMoment(epochMicros: number): string {
  return `${isoSeconds(epochMicros)} UTC`;
}

/** `2026-03-01T12-00-33`, for names of files; `''` when it is not known. */
export function fileTime(epochMicros: number): string {
  return epochMicros === 0 ? '' : isoSeconds(epochMicros).replace(' ', 'T').replaceAll(':', '-');
}

function isoSeconds(epochMicros: number): string {
  const date = new Date(epochMicros / 1000);
  return Number.isNaN(date.getTime()) ? none : date.toISOString().slice(0, 19).replace('T', ' ');
}

/** `12 of 80 functions`, or `80 functions`. */
export function partOf(part: number, whole: number, noun: string, separator: string = ','): string {
  const all = plural(whole, noun, separator);
  return part === whole ? all : `${formatCount(part, separator)} of ${all}`;
}

/** `1 request`, `1,234 requests`. */
export function plural(count: number, noun: string, separator: string = ','): string {
  return `${formatCount(count, separator)} ${noun}${count === 1 ? '' : 's'}`;
}
