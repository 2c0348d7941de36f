/** A picture that reads on a light and on a dark page. */
export function picture(title: string, width: number, height: number, body: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="13">
<title id="title">${escaped(title)}</title>
<style>
:root { --ink: #1f2328; --faint: #d1d9e0; --own: #0969da; --other: #c2410c; --shared: #e0a458; --none: #b6bec8; --page: #fff; }
@media (prefers-color-scheme: dark) {
:root { --ink: #e6edf3; --faint: #3d444d; --own: #58a6ff; --other: #f0764a; --shared: #d29922; --none: #59636e; --page: #0d1117; }
}
text { fill: var(--ink); }
.page { fill: var(--page); } .grid { stroke: var(--faint); } .line { stroke: var(--ink); }
.ours { fill: var(--own); stroke: var(--own); } .theirs { fill: var(--ink); stroke: var(--ink); }
.own { fill: var(--own); } .shared { fill: var(--shared); } .other { fill: var(--other); } .none { fill: var(--none); }
.bold { font-weight: 600; }
</style>
<rect class="page" width="${width}" height="${height}"/>
${body.join('\n')}
</svg>
`;
}

export function text(x: number, y: number, content: string, anchor = 'start', kind = ''): string {
  const shown = kind === '' ? '' : ` class="${kind}"`;
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${shown}>${escaped(content)}</text>`;
}

export function box(kind: string, x: number, y: number, width: number, height: number): string {
  return `<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"/>`;
}

export function line(kind: string, x1: number, y1: number, x2: number, y2: number, width = 1): string {
  return `<path class="${kind}" fill="none" stroke-width="${width}" d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}"/>`;
}

export function dot(kind: string, x: number, y: number): string {
  return `<circle class="${kind}" cx="${round(x)}" cy="${round(y)}" r="4"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
