import type { Palette } from './colours.ts';
import { rowPixels } from './paint.ts';
import { kindOfBox, type Scene, textOfBox } from './scene.ts';
import { visitVisible } from './view-window.ts';

const characterPixels = 7.3;

/**
 * A part of the graph, in its full depth, as an SVG document. Names are escaped, because the file may be opened
 * anywhere.
 */
export function svgOf(scene: Scene, palette: Palette, from: number, to: number, widthPixels: number): string {
  const heightPixels = scene.layout.levels * rowPixels;
  const boxes: string[] = [];
  const view = { from, to, widthPixels, topPixels: 0, heightPixels, rowPixels };
  visitVisible(scene.layout, view, (box, x, y, width) => {
    const label = textOfBox(scene, box);
    const room = Math.floor((width - 10) / characterPixels);
    const text = label.length <= room ? label : `${label.slice(0, Math.max(0, room - 1))}…`;
    boxes.push(
      `<g><title>${escapeXml(label)}</title><rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(0.5, width - 1))}" height="${rowPixels - 1}" fill="${palette[kindOfBox(scene, box)]}"/>` +
        (room >= 2 ? `<text x="${round(x + 5)}" y="${round(y + 14)}">${escapeXml(text)}</text>` : '') +
        '</g>',
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPixels}" height="${heightPixels}" viewBox="0 0 ${widthPixels} ${heightPixels}" font-family="monospace" font-size="12" fill="${palette.ink}">
<rect width="100%" height="100%" fill="${palette.paper}"/>
${boxes.join('\n')}
</svg>
`;
}

function round(pixels: number): string {
  return String(Math.round(pixels * 100) / 100);
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
