import { frameOfBox, labelOfBox, pathTo, type Scene } from '../flame/scene.ts';
import { formatCount, formatDuration, formatShare, shareOf } from '../shared.ts';
import { placeOf } from '../text/names.ts';

/** A weight with its unit. */
export function weightText(scene: Scene, weight: number): string {
  return scene.weight === 'samples' ? `${formatCount(weight)} samples` : formatDuration(weight);
}

/** A box in words: what, where, how much. */
export function wordsOf(scene: Scene, box: number): readonly (readonly [name: string, value: string])[] {
  const { layout, tree } = scene;
  const total = layout.total[box] as number;
  const sums = { samples: 0, cpuMicros: 0 };
  for (let at = box; at < (layout.end[box] as number); at++) {
    const node = layout.node[at] as number;
    sums.samples += tree.samples[node] as number;
    sums.cpuMicros += tree.cpuMicros[node] as number;
  }
  return [
    ['Total', `${weightText(scene, total)}, ${formatShare(shareOf(total, layout.total[0] as number))}`],
    ['Self', weightText(scene, layout.own[box] as number)],
    ['CPU', formatDuration(sums.cpuMicros)],
    ['Samples', formatCount(sums.samples)],
  ];
}

/** The stack that ends in a box, the innermost call first, as stack traces are written. */
export function stackText(scene: Scene, box: number): string {
  return pathTo(scene, box)
    .slice(1)
    .reverse()
    .map((at) => {
      const frame = frameOfBox(scene, at);
      const place = frame === undefined ? '' : placeOf(frame);
      return `${labelOfBox(scene, at)}${place === '' ? '' : ` (${place})`}`;
    })
    .join('\n');
}

/** Copies text, also on pages without TLS, where the browser's clipboard is not to be had. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.body.appendChild(document.createElement('textarea'));
    area.value = text;
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
