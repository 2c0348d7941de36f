import type { JudgedChange, Verdict } from '../presentation/model/comparison.ts';
import { sampledChange } from './sampled.ts';

/** A call, with all below it, before and after: times that may be compared, and how often it was seen. */
export interface ComparedCall {
  readonly before: number;
  readonly after: number;
  readonly samplesBefore: number;
  readonly samplesAfter: number;
}

/** How much two runs of the same code differ beyond sampling: a standard deviation. */
const spread = 0.05;
/** In standard errors: about 3 in 1,000 calls that are the same are called changed. */
const limit = 3;
/** A smaller change does not count, however sure it is. */
const leastChange = 0.05;
/** A call is unsure when noise could hide a change of this size. */
const widestSame = Math.log(1.25);

/** The verdict on a call: that of its function if the comparison lists it, else that of the call by itself. */
export function changeOfCall(
  call: ComparedCall,
  listed: JudgedChange | undefined,
): { readonly verdict: Verdict; readonly change: number | undefined } {
  if (listed !== undefined) return { verdict: listed.verdict, change: listed.change };
  return { verdict: judgeCall(call), change: call.before > 0 ? call.after / call.before - 1 : undefined };
}

/**
 * Judges one call of many by itself, for a first look; `compareWindows` judges functions and routes together. `unsure` when
 * the samples are too few to tell a change of a quarter.
 */
function judgeCall({ before, after, samplesBefore, samplesAfter }: ComparedCall): Verdict {
  const halfSample = (before + after) / Math.max(1, samplesBefore + samplesAfter) / 2;
  const estimate = sampledChange(
    { amount: before, samples: samplesBefore, halfSample },
    { amount: after, samples: samplesAfter, halfSample },
  );
  if (estimate === undefined) return 'unsure';
  const error = Math.sqrt(estimate.variance + spread ** 2);
  if (Math.abs(estimate.shift) >= limit * error && Math.abs(Math.expm1(estimate.shift)) >= leastChange) {
    if (estimate.shift > 0) return before === 0 ? 'new' : 'slower';
    return after === 0 ? 'gone' : 'faster';
  }
  return 2 * error > widestSame ? 'unsure' : 'same';
}
