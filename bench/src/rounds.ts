import { type Random, shuffled } from './random.ts';

/** The slices of each variant in a round. */
export type Round<Slice> = ReadonlyMap<string, readonly Slice[]>;

export interface Counts {
  readonly rounds: number;
  /** Slices of each variant in a round. */
  readonly slices: number;
}

/**
 * Runs slices one after the other. In each pass of a round every variant gets one, in a new random order: what changes
 * over time, such as the machine's clock or its other work, then falls on all variants alike. Slices are short, so that
 * those which are compared are close in time; a round has several, so that it holds what happens now and then, such as
 * collections of garbage.
 */
export async function runRounds<Slice>(
  variants: readonly string[],
  counts: Counts,
  random: Random,
  run: (variant: string, pass: number) => Promise<Slice>,
): Promise<Round<Slice>[]> {
  const rounds: Round<Slice>[] = [];
  for (let i = 0; i < counts.rounds; i++) {
    const round = new Map(variants.map((variant): [string, Slice[]] => [variant, []]));
    for (let pass = 0; pass < counts.slices; pass++) {
      for (const variant of shuffled(variants, random))
        round.get(variant)?.push(await run(variant, i * counts.slices + pass));
    }
    rounds.push(round);
  }
  return rounds;
}

type FigureOf<Slice, Figure> = (slices: readonly Slice[]) => Figure;

/** A variant's figure over that of the base, from slices of the same round only. */
export function ratiosOf<Slice>(
  rounds: readonly Round<Slice>[],
  variant: string,
  base: string,
  figure: FigureOf<Slice, number>,
): number[] {
  return rounds.flatMap((round) => {
    const [own, other] = [round.get(variant), round.get(base)];
    if (own === undefined || other === undefined) return [];
    const ratio = figure(own) / figure(other);
    return Number.isFinite(ratio) ? [ratio] : [];
  });
}

/** A variant's figure in each round. */
export function figuresOf<Slice, Figure>(
  rounds: readonly Round<Slice>[],
  variant: string,
  figure: FigureOf<Slice, Figure>,
): Figure[] {
  return rounds.flatMap((round) => {
    const slices = round.get(variant);
    return slices === undefined ? [] : [figure(slices)];
  });
}

/** All slices of a variant. */
export function slicesOf<Slice>(rounds: readonly Round<Slice>[], variant: string): Slice[] {
  return rounds.flatMap((round) => round.get(variant) ?? []);
}
