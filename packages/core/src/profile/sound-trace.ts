import type { Trace } from './trace.ts';

/** Whether all numbers of a trace are whole and not negative, and its indexes lead somewhere, or are -1. */
export function isSound({ waits, blame, steps, ...own }: Trace): boolean {
  return (
    hasWholeNumbers(own) &&
    waits.every(({ site, ...wait }) => isIndex(site, wait.stack) && hasWholeNumbers(wait)) &&
    blame.every(hasWholeNumbers) &&
    steps.every(
      ({ wait, by, ...step }) => isIndex(wait, waits) && isIndex(by, blame) && hasWholeNumbers(step),
    )
  );
}

function hasWholeNumbers(row: object): boolean {
  return Object.values(row).every(
    (value) => typeof value !== 'number' || (Number.isSafeInteger(value) && value >= 0),
  );
}

function isIndex(at: number, list: readonly unknown[]): boolean {
  return Number.isInteger(at) && at >= -1 && at < list.length;
}
