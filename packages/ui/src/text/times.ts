/** `12:00:03`, by the reader's clock. */
export function clockText(epochMicros: number): string {
  return text(epochMicros, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** `CET`, or `GMT+5:30` where the zone has no short name. */
export function zoneText(epochMicros: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(
    validDate(epochMicros) ?? 0,
  );
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** `2026-03-01 12:00:03 CET`. */
export function momentText(epochMicros: number): string {
  return `${dayText(epochMicros)} ${clockText(epochMicros)} ${zoneText(epochMicros)}`;
}

/** `2026-03-01 12:00:03 to 12:05:03 CET`; with the second day if it differs; `''` when the range is unknown. */
export function rangeText({ from, to }: { readonly from: number; readonly to: number }): string {
  if (to === 0) return '';
  const end = dayText(from) === dayText(to) ? clockText(to) : `${dayText(to)} ${clockText(to)}`;
  return `${dayText(from)} ${clockText(from)} to ${end} ${zoneText(to)}`;
}

function dayText(epochMicros: number): string {
  const [day, month, year] = text(epochMicros, { day: '2-digit', month: '2-digit', year: 'numeric' }).split(
    '/',
  );
  return year === undefined ? '–' : `${year}-${month}-${day}`;
}

function text(epochMicros: number, parts: Intl.DateTimeFormatOptions): string {
  const date = validDate(epochMicros);
  return date === undefined ? '–' : new Intl.DateTimeFormat('en-GB', parts).format(date);
}

function validDate(epochMicros: number): Date | undefined {
  const date = new Date(epochMicros / 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
