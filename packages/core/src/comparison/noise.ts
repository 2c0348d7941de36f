import type { Noise } from './significance.ts';

/** Between runs of the same build on a busy machine; see `docs/proofs/comparisons.md`. */
export const cpuNoise: Noise = { leastSpread: 0.025, usualDrift: 0.08, evenError: 0.15 };
export const wallNoise: Noise = { leastSpread: 0.05, usualDrift: 0.3, evenError: 0.15 };
export const latencyNoise: Noise = { leastSpread: 0.08, usualDrift: 0.4, evenError: 0.4 };
