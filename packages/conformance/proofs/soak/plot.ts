/** A curve over time. */
export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}

/** Curves with one scale, from 0. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
}

const width = 900;
const panelHeight = 170;
const left = 70;
const right = 150;
const top = 30;
const bottom = 30;
const colors = ['#1f6feb', '#d1570f', '#2da44e', '#8250df'];

/** Panels below each other, over the same minutes, as an SVG picture. */
export function plot(minutes: readonly number[], panels: readonly Panel[]): string {
  const height = panels.length * panelHeight;
  const body = panels.map((panel, i) => drawPanel(minutes, panel, i * panelHeight)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<title>Memory, files, disk and times of a soak</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${body}
</svg>
`;
}

function drawPanel(minutes: readonly number[], { title, unit, curves }: Panel, y: number): string {
  const most = niceAbove(Math.max(...curves.flatMap(({ values }) => values)));
  const lastMinute = Math.max(1, minutes.at(-1) ?? 1);
  const atX = (minute: number): number => left + (minute / lastMinute) * (width - left - right);
  const atY = (value: number): number =>
    y + panelHeight - bottom - (value / most) * (panelHeight - top - bottom);
  const grid = [0, 0.5, 1].map(
    (share) =>
      `<path d="M${left} ${atY(share * most)}H${width - right}" stroke="#ddd"/>` +
      `<text x="${left - 6}" y="${atY(share * most) + 4}" text-anchor="end">${share * most}</text>`,
  );
  const lines = curves.map(({ name, values }, i) => {
    const points = values.map((value, at) => `${atX(minutes[at] ?? 0).toFixed(1)},${atY(value).toFixed(1)}`);
    const color = colors[i % colors.length];
    return (
      `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="1.2"/>` +
      `<text x="${width - right + 8}" y="${y + top + 14 * (i + 1)}" fill="${color}">${name}</text>`
    );
  });
  const foot = `<text x="${width - right}" y="${y + panelHeight - 12}" text-anchor="end">${lastMinute.toFixed(0)} minutes</text>`;
  return `<text x="${left}" y="${y + 18}" font-weight="bold">${title}, ${unit}</text>\n${[...grid, ...lines, foot].join('\n')}`;
}

/** The next of 1, 2, 5, 10, 20 … */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-3)));
  return power * ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10);
}
