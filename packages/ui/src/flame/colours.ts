import type { Frame } from '../data/model.ts';

/** Kinds of boxes, each with a colour `--flame-…` of the style sheet. Dependencies share five, by name. */
const kinds = [
  'root',
  'app',
  'node',
  'native',
  'gc',
  'pruned',
  'dep0',
  'dep1',
  'dep2',
  'dep3',
  'dep4',
] as const;
export type Kind = (typeof kinds)[number];
export type Palette = Readonly<Record<Kind | 'ink' | 'faded' | 'fadedInk' | 'paper' | 'cursor', string>>;

const dependencyColours = 5;

/** What a frame is coloured as. */
export function kindOf(frame: Frame | undefined): Kind {
  if (frame === undefined) return 'root';
  if (frame.file === '' && frame.name === '(garbage collector)') return 'gc';
  if (frame.file === '' && frame.name === '(pruned)') return 'pruned';
  if (frame.origin !== 'dependency') return frame.origin;
  let sum = 0;
  for (const character of frame.package ?? '') sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return `dep${sum % dependencyColours}` as Kind;
}

let known: { readonly scheme: string; readonly palette: Palette } | undefined;

/** The colours as they are now: a canvas does not know the style sheet. Read once for each scheme, as that is slow. */
export function currentPalette(): Palette {
  const scheme = `${document.documentElement.dataset.theme} ${matchMedia('(prefers-color-scheme: dark)').matches}`;
  if (known?.scheme !== scheme) known = { scheme, palette: readPalette() };
  return known.palette;
}

function readPalette(): Palette {
  const probe = document.body.appendChild(document.createElement('span'));
  const names = [...kinds, 'ink', 'faded', 'fadedInk', 'paper', 'cursor'] as const;
  const palette = Object.fromEntries(
    names.map((name) => {
      probe.style.color = `var(--flame-${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return palette as Palette;
}
