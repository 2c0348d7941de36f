import { doubtWords } from '../../../core/src/presentation/call-change-words.ts';
import { formatChange, formatInterval } from '../../../core/src/presentation/compare-words.ts';
import type { Weight } from '../data/address.ts';
import type { Changed } from '../flame/changes.ts';
import { changeOfBox, frameOfBox, labelOfBox, pathTo, type Scene } from '../flame/scene.ts';
import { formatAmount, formatCount, formatDuration, formatShare, shareOf, visibleName } from '../shared.ts';
import { placeOf } from '../text/names.ts';

type Measured = Pick<Scene, 'measure'>;

/** The name of a weight, to follow "total" and "self". */
export function weightName(weight: Weight, { measure }: Measured): string {
  if (weight === 'cpu') return measure === undefined ? 'CPU' : visibleName(measure.name, 40);
  return weight === 'wall' ? 'on the loop' : 'samples';
}

/** An amount, without its measure's name: times have a unit, samples are counted. */
function amountText(weight: Weight, amount: number, { measure }: Measured): string {
  if (weight === 'samples') return formatCount(amount);
  return formatAmount(amount, measure);
}

/** The other weights that a box has: a profile of another measure has no times, and perhaps no samples. */
function otherWeights(weight: Weight, { measure }: Measured, samples: number): readonly Weight[] {
  if (measure !== undefined) return weight !== 'samples' && samples > 0 ? ['samples'] : [];
  return (['cpu', 'wall', 'samples'] as const).filter((other) => other !== weight);
}

/** The numbers of a box, with their names. */
export function wordsOf(scene: Scene, box: number): readonly (readonly [name: string, value: string])[] {
  const { layout, tree, weight } = scene;
  const total = layout.total[box] as number;
  const sums = { samples: 0, cpu: 0, wall: 0 };
  for (let at = box; at < (layout.end[box] as number); at++) {
    const node = layout.node[at] as number;
    sums.samples += tree.samples[node] as number;
    sums.cpu += tree.cpuMicros[node] as number;
    sums.wall += tree.wallMicros[node] as number;
  }
  const change = changeOfBox(scene, box);
  const others = otherWeights(weight, scene, sums.samples);
  return [
    [
      `Total ${weightName(weight, scene)}`,
      `${amountText(weight, total, scene)}, ${formatShare(shareOf(total, layout.total[0] as number))}`,
    ],
    [`Self ${weightName(weight, scene)}`, amountText(weight, layout.own[box] as number, scene)],
    ...(change === undefined ? [] : comparedWords(change, weight)),
    ...others.map(
      (other) => [`Total ${weightName(other, scene)}`, amountText(other, sums[other], scene)] as const,
    ),
  ];
}

/** The same in the baseline, for as many requests, and the change. */
function comparedWords(
  { kind, before, after, listed }: Changed,
  weight: Weight,
): readonly (readonly [name: string, value: string])[] {
  const verdict = doubtWords[kind as 'same'] as string | undefined;
  const change = before > 0 ? formatChange(after / before - 1) : 'new';
  const was = [
    weight === 'wall' ? 'Baseline, on the loop' : 'Baseline, CPU',
    formatDuration(before),
  ] as const;
  if (listed === undefined)
    return [was, ['Change', verdict === undefined ? change : `${change}, ${verdict}`]];
  const all = `${formatChange(listed.change)} (${formatInterval(listed)}): ${verdict ?? listed.verdict}`;
  return [was, ['Change here', change], ['Wherever it is called', all]];
}

/** The stack that ends in a box, innermost call first, as in a stack trace. */
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

/** Copies text, also on pages without TLS, where browsers have no `navigator.clipboard`. */
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
