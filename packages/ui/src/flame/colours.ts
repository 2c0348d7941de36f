import type { ShownFrame } from '../../../core/src/presentation/fold-frameworks.ts';
import { changeKinds } from './changes.ts';

/** Kinds of boxes, each with a colour `--flame-…` of the style sheet. Dependencies share five, by name. */
const kinds = [
  'root',
  'route',
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
  ...changeKinds,
] as const;
export type Kind = (typeof kinds)[number];
export type Palette = Readonly<Record<Kind | 'ink' | 'faded' | 'fadedInk' | 'paper' | 'cursor', string>>;

const dependencyColours = 5;

/** The colour of a frame; `ofPackages` has the colours of dependencies. */
export function kindOf(frame: ShownFrame | undefined, ofPackages: ReadonlyMap<string, Kind>): Kind {
  if (frame === undefined) return 'root';
  if (frame.isRoute === true) return 'route';
  if (frame.file === '' && frame.name === '(garbage collector)') return 'gc';
  if (isPrunedFrame(frame)) return 'pruned';
  if (frame.origin !== 'dependency') return frame.origin;
  return ofPackages.get(frame.package ?? '') ?? 'dep0';
}

/** Whether a frame stands for calls that the server left out. */
export function isPrunedFrame(frame: ShownFrame | undefined): boolean {
  return frame !== undefined && frame.file === '' && frame.name === '(pruned)';
}

/**
 * A colour for each dependency, derived from its name, so that it stays the same from one report to the next. The
 * largest dependencies come first in `packages` and never share a colour: on a collision, the name that is later in the
 * alphabet takes the next free one.
 */
export function colourPackages(packages: readonly string[]): ReadonlyMap<string, Kind> {
  const slots = new Map(packages.map((name) => [name, slotOf(name)]));
  const taken = new Set<number>();
  for (const name of packages.slice(0, dependencyColours).sort()) {
    let slot = slots.get(name) as number;
    while (taken.has(slot)) slot = (slot + 1) % dependencyColours;
    taken.add(slot);
    slots.set(name, slot);
  }
  return new Map(Array.from(slots, ([name, slot]) => [name, `dep${slot}` as Kind]));
}

function slotOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return sum % dependencyColours;
}

let known: { readonly scheme: string; readonly palette: Palette } | undefined;

/**
 * The current colours of the style sheet, for the canvas. Cached for each colour scheme, because reading them is slow.
 */
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
