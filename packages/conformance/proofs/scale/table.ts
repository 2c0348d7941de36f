import type { Figures, ViewFigures } from './figures.ts';

/** Figures of several sizes as Markdown: what was measured, and what was extrapolated from it. */
export function tableOf(all: readonly Figures[]): string {
  const header = [
    '| processes | store | windows/s | written, kB/s | merging, of a core | longest pass, s | first view, CPU s (wall) | its reads | its bytes, MB | memory, MB | longest held, ms | not in it | all, CPU s (wall) | memory, MB | CPU of a route: median, worst error | intervals that hold |',
    '|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
  ];
  return [...header, ...sorted(all).map(rowOf)].join('\n');
}

/** What is in the store after a day. */
export function dayTableOf(all: readonly Figures[]): string {
  const header = [
    '| processes | store | simulated | as written | 1 min | 10 min | 1 h | after a day: windows | MB |',
    '|---:|---|---|---:|---:|---:|---:|---:|---:|',
  ];
  return [...header, ...sorted(all).map(dayRowOf)].join('\n');
}

function sorted(all: readonly Figures[]): readonly Figures[] {
  return [...all].sort((a, b) => a.processes - b.processes || (a.place < b.place ? -1 : 1));
}

function rowOf(figures: Figures): string {
  const { place, processes, appendsPerSecond, bytesPerSecond, mergingShare, first, refined, errors } =
    figures;
  return row([
    ...[whole(processes), place, digits(appendsPerSecond), digits(bytesPerSecond / 1e3)],
    ...[percent(mergingShare), digits(figures.longestPassSeconds), ...viewCells(first)],
    ...[whole(figures.unread), ...viewCells(refined).filter((_, i) => i === 0 || i === 3)],
    `${percent(errors.median)}, ${percent(errors.worst)}`,
    errors.holding === undefined ? 'all followed' : percent(errors.holding),
  ]);
}

function viewCells({ seconds, cpuSeconds, reads, bytes, megabytes, heldMillis }: ViewFigures): string[] {
  return [
    `${digits(cpuSeconds)} (${digits(seconds)})`,
    ...[whole(reads), digits(bytes / 1e6), whole(megabytes), whole(heldMillis)],
  ];
}

function dayRowOf({ place, processes, minutes, hoursBefore, kept, day }: Figures): string {
  const lengths = ['as written', '1 min', '10 min', '1 h'] as const;
  return row([
    ...[
      whole(processes),
      place,
      hoursBefore === 0 ? `${minutes} min` : `${minutes} min + ${hoursBefore} h of copies`,
    ],
    ...lengths.map((length) => cellOf(kept[length])),
    ...[whole(day.windows), whole(day.bytes / 1e6)],
  ]);
}

function cellOf(kept: { readonly windows: number; readonly bytes: number } | undefined): string {
  return kept === undefined ? '–' : `${whole(kept.windows)} (${digits(kept.bytes / 1e6)} MB)`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Two digits that say something. */
function digits(value: number): string {
  return value >= 10 ? whole(value) : Number(value.toPrecision(2)).toString();
}

function percent(share: number): string {
  return `${digits(share * 100)} %`;
}
