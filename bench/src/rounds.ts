import { type Random, shuffle } from '../../apps/shop/src/random.ts';

/** The slices of each variant in a round. */
export type Round<Slice> = ReadonlyMap<string, readonly Slice[]>;

/**
 * How many slices the base gets in a round. Its noise is in all ratios of the round, and that of another variant in one
 * only, so it is measured more often.
 */
export const slicesOfBase = 3;

/**
 * Runs slices one after the other, each round in a new random order: what changes over time, such as the machine's clock
 * or its other work, then falls on all variants alike. Slices are short, so that those which are compared are close in
 * time. The first variant is the base.
 */
export async function runRounds<Slice>(
  variants: readonly string[],
  count: number,
  random: Random,
  run: (variant: string, round: number) => Promise<Slice>,
): Promise<Round<Slice>[]> {
  const again = variants.slice(0, 1).flatMap((base) => Array<string>(slicesOfBase - 1).fill(base));
  const rounds: Round<Slice>[] = [];
  for (let i = 0; i < count; i++) {
    const round = new Map(variants.map((variant): [string, Slice[]] => [variant, []]));
    for (const variant of shuffle(random, [...variants, ...again]))
      round.get(variant)?.push(await run(variant, i));
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
