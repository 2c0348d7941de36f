import type { Figures } from './figures.ts';

interface Panel {
  readonly title: string;
  readonly amountOf: (figures: Figures) => number;
  /** What the whole scale may not exceed, such as the size of a store. */
  readonly limit?: { readonly value: number; readonly name: string };
  readonly textOf: (value: number) => string;
}

const panels: readonly Panel[] = [
  { title: 'Written by the fleet, bytes a second', amountOf: (f) => f.bytesPerSecond, textOf: bytesText },
  {
    ...{ title: 'Kept after a day, bytes', amountOf: (f) => f.day.bytes, textOf: bytesText },
    limit: { value: 256 * 1024 ** 2, name: 'maxBytes of Redis, if nothing is set' },
  },
  {
    ...{
      title: 'First look at a day, CPU seconds',
      amountOf: (f) => f.first.cpuSeconds,
      textOf: plainText,
    },
    limit: { value: 1, name: 'the goal: 1 s' },
  },
  {
    ...{ title: 'Merging, of a core', amountOf: (f) => f.mergingShare, textOf: plainText },
    limit: { value: 1, name: 'a whole core' },
  },
  { title: 'Error of a route’s CPU time, median', amountOf: (f) => f.errors.median, textOf: plainText },
  { title: 'The same, worst of 200 routes', amountOf: (f) => f.errors.worst, textOf: plainText },
];

const [panelWidth, panelHeight] = [430, 200];
const [left, right, top, bottom] = [64, 30, 34, 34];

/** Panels with logarithmic axes over the number of processes, as an SVG picture that is readable on light and dark. */
export function pictureOf(all: readonly Figures[]): string {
  const rows = Math.ceil(panels.length / 2);
  const drawn = panels.map((panel, i) =>
    drawPanel(panel, all, (i % 2) * panelWidth, Math.floor(i / 2) * panelHeight),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * panelWidth} ${rows * panelHeight}" font-family="sans-serif" font-size="11">
<title>What a fleet writes, keeps and takes to read, by its number of processes</title>
<style>
  text { fill: #24292f } .grid { stroke: #8c959f66 } .line { stroke: #0969da; fill: none } .dot { fill: #0969da; stroke: #0969da }
  .limit { stroke: #bc4c00; stroke-dasharray: 5 3 } .limit-name { fill: #bc4c00 } .back { fill: #fff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .line { stroke: #58a6ff } .dot { fill: #58a6ff; stroke: #58a6ff } .back { fill: #0d1117 }
    .limit { stroke: #f0883e } .limit-name { fill: #f0883e }
  }
</style>
<rect class="back" width="100%" height="100%"/>
${drawn.join('\n')}
</svg>
`;
}

function drawPanel(
  { title, amountOf, limit, textOf }: Panel,
  all: readonly Figures[],
  x: number,
  y: number,
): string {
  const points = all
    .map((figures) => ({
      processes: figures.processes,
      value: amountOf(figures),
      isPart: figures.minutes < 60,
    }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => a.processes - b.processes);
  const values = [...points.map(({ value }) => value), ...(limit ? [limit.value] : [])];
  const [low, high] = decades(values);
  const [few, many] = decades(points.map(({ processes }) => processes));
  const atX = (processes: number): string =>
    (x + left + ((Math.log10(processes) - few) / (many - few)) * (panelWidth - left - right)).toFixed(1);
  const heightOf = (value: number): number => (Math.log10(value) - low) / (high - low);
  const atY = (value: number): string =>
    (y + panelHeight - bottom - heightOf(value) * (panelHeight - top - bottom)).toFixed(1);
  const across = range(low, high).map(
    (power) =>
      `<path class="grid" d="M${x + left} ${atY(10 ** power)}H${x + panelWidth - right}"/>` +
      `<text x="${x + left - 6}" y="${Number(atY(10 ** power)) + 4}" text-anchor="end">${textOf(10 ** power)}</text>`,
  );
  const along = range(few, many).map(
    (power) =>
      `<text x="${atX(10 ** power)}" y="${y + panelHeight - bottom + 16}" text-anchor="middle">${(10 ** power).toLocaleString('en')}</text>`,
  );
  const line = `<polyline class="line" points="${points.map((point) => `${atX(point.processes)},${atY(point.value)}`).join(' ')}"/>`;
  // What was simulated for less than an hour is a ring.
  const dots = points.map(
    ({ processes, value, isPart }) =>
      `<circle class="${isPart ? 'line' : 'dot'}" cx="${atX(processes)}" cy="${atY(value)}" r="3.5"/>`,
  );
  const bound =
    limit === undefined
      ? ''
      : `<path class="limit" d="M${x + left} ${atY(limit.value)}H${x + panelWidth - right}"/>` +
        `<text class="limit-name" x="${x + panelWidth - right}" y="${Number(atY(limit.value)) - 4}" text-anchor="end">${limit.name}</text>`;
  return `<text x="${x + left}" y="${y + 20}" font-weight="bold">${title}</text>\n${[...across, ...along, bound, line, ...dots].join('\n')}`;
}

/** The powers of ten around these values. */
function decades(values: readonly number[]): readonly [number, number] {
  const low = Math.floor(Math.log10(Math.min(...values)));
  return [low, Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const unit = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${bytes / 1000 ** unit} ${units[unit]}`;
}

function plainText(value: number): string {
  return value >= 1 ? value.toLocaleString('en') : Number(value.toPrecision(1)).toString();
}
