import type { Figure, Scale } from './judge-changes.ts';
import { sampleDispersion } from './sampled.ts';

/** A count out of a number of requests. For a mix of routes neither needs to be whole. */
export interface Counted {
  readonly count: number;
  readonly of: number;
}

/** Standard deviation of a share between runs of the same build, relative to it: failures come from outside, too. */
const usualSpread = 0.1;
/** `unsure` does not warn of a difference below one percentage point. */
const smallDifference = 0.01;

/**
 * The change of a share of requests, such as errors, in shares (0.01 is one percentage point). Two proportions are
 * compared by their angles, 2 asin √p, whose variance hardly depends on p and is right for no errors at all, too
 * (M. F. Freeman, J. W. Tukey: Transformations related to the angular and the square root, 1950; F. J. Anscombe, 1948).
 * Errors come in bursts, so the variance is larger than that of independent ones.
 */
export function shareFigure(before: Counted, after: Counted): Figure {
  const shares = { before: before.count / (before.of || 1), after: after.count / (after.of || 1) };
  if (before.of === 0 || after.of === 0) return { ...shares, estimate: undefined };
  const [b, a] = [angleOf(before), angleOf(after)];
  const pooled = (before.count + after.count + 0.75) / (before.of + after.of + 1.5);
  const rare = Math.min(pooled, 1 - pooled);
  return {
    ...shares,
    estimate: {
      shift: 2 * (a - b),
      variance: sampleDispersion * (1 / before.of + 1 / after.of) + (usualSpread ** 2 * rare) / (1 - rare),
      weight: before.of + after.of,
    },
    scale: scaleAround((a + b) / 2),
  };
}

/** The angle of a share, pulled in from both ends: the more, the fewer requests there are. */
function angleOf({ count, of }: Counted): number {
  return Math.asin(Math.sqrt((count + 0.375) / (of + 0.75)));
}

/** Converts a difference of angles to one of shares: evenly on both sides of the middle, and between 0 and 1. */
function scaleAround(middle: number): Scale {
  const toChange = (shift: number): number => {
    const size = Math.min(Math.abs(shift) / 2, Math.PI / 2);
    const low = Math.min(Math.max(0, middle - size / 2), Math.PI / 2 - size);
    return Math.sign(shift) * (Math.sin(low + size) ** 2 - Math.sin(low) ** 2);
  };
  return { toChange, same: [-smallDifference, smallDifference] };
}
