import type { Trace } from './trace.ts';

// Measured, like those of `window-bytes.ts`.
const bytesPerTrace = 400;
const bytesPerWait = 130;
const bytesPerCall = 8;
const bytesPerBlame = 60;
const bytesPerStep = 64;

/** About how much memory a trace takes. Its frames and texts are shared with others. */
export function bytesOfTrace({ waits, blame, steps }: Trace): number {
  return (
    bytesPerTrace +
    waits.reduce((bytes, { stack }) => bytes + bytesPerWait + bytesPerCall * stack.length, 0) +
    blame.length * bytesPerBlame +
    steps.length * bytesPerStep
  );
}
