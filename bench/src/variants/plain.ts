import type { Variant } from './variant.ts';

/** What all others are compared with. */
export const plain: Variant = { name: 'plain', title: 'plain', inFull: true };

/** The same program in another process: how far two equal variants are apart is what a run can tell apart. */
export const plainAgain: Variant = { name: 'plain-again', title: 'plain again', inFull: true };
