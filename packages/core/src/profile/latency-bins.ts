/**
 * The bins of a DDSketch. With γ = (1 + α) / (1 − α), bin i holds the latencies above γ^(i−1) and up to γ^i, and
 * 2γ^i / (γ + 1) is within the share α of each of them. (C. Masson, J. Rim, H. Lee: DDSketch, VLDB 2019, section 2.2.)
 * Files keep bin numbers, so this arithmetic must not change, not even in its rounding.
 */
const relativeAccuracy = 0.01;
const gammaMinusOne = (2 * relativeAccuracy) / (1 - relativeAccuracy);
const gamma = 1 + gammaMinusOne;
const binsPerDoubling = (1 / Math.log1p(gammaMinusOne)) * Math.log(2);

/** By how much the logarithms of two neighbouring bins differ. */
export const widthOfBin: number = Math.log1p(gammaMinusOne);

const shortestMicros = 1;
const longestMicros = 3_600_000_000;

/** The bin of a latency. */
export function binOf(micros: number): number {
  return Math.ceil(Math.log2(micros) * binsPerDoubling);
}

/** The latency that stands for all in a bin, within 1 %. */
export function middleOfBin(bin: number): number {
  return 2 ** (bin / binsPerDoubling) * (2 / (1 + gamma));
}

/** A bin holds the latencies above `lowerMicros` and up to `upperMicros`; neither is a whole number. */
export function boundsOfBin(bin: number): { readonly lowerMicros: number; readonly upperMicros: number } {
  const middle = middleOfBin(bin);
  return { lowerMicros: middle / (1 + relativeAccuracy), upperMicros: middle / (1 - relativeAccuracy) };
}

/** Whole microseconds from 1 µs to 1 h: with these limits bins never collapse, and merging gives the same in any order. */
export function clampMicros(micros: number): number {
  // NaN too: an app may have replaced its clock.
  return micros > shortestMicros ? Math.min(longestMicros, Math.round(micros)) : shortestMicros;
}

/** Bins are numbered from 0, which holds 1 µs. */
export const lastBin: number = binOf(longestMicros);

/** Whether a sketch may have this bin. */
export function isLatencyBin(bin: number): boolean {
  return Number.isInteger(bin) && bin >= 0 && bin <= lastBin;
}
