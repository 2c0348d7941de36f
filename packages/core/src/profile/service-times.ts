/**
 * How long operations of one place take until they are done, learned from bounds: when the loop was busy, it is only
 * known that an operation was done between two polls.
 *
 * A histogram on a logarithmic scale for each place. An operation is spread over the bins within its bounds in proportion
 * to what they hold already, and the histogram moves a step towards that: stepwise expectation and maximisation
 * (O. Cappé, E. Moulines: On-line expectation-maximization for latent data models, 2009) of what B. W. Turnbull gave for
 * censored data (The empirical distribution function with arbitrarily grouped, censored and truncated data, 1976).
 */
export interface ServiceTimes {
  /** The mean of those that lie within the bounds, in microseconds; learns the bounds. */
  within(place: string, leastMicros: number, mostMicros: number): number;
}

interface Place {
  readonly held: Float64Array;
  operations: number;
}

const binsPerDoubling = 8;
const bins = 240;
/** Steps become smaller, but never so small that a change is not learned. */
const leastStep = 0.02;
const mostPlaces = 1_000;

export function createServiceTimes(): ServiceTimes {
  const places = new Map<string, Place>();
  return {
    within(name, leastMicros, mostMicros) {
      let place = places.get(name);
      if (place === undefined) {
        if (places.size >= mostPlaces) places.delete(places.keys().next().value as string);
        places.set(name, (place = { held: evenly(), operations: 0 }));
      }
      const [first, last] = [binOf(leastMicros), binOf(mostMicros)];
      const shares = new Float64Array(last - first + 1);
      let sum = 0;
      for (let bin = first; bin <= last; bin++) {
        const { from, to } = within(bin, leastMicros, mostMicros);
        // Only a part of the outermost bins lies within the bounds; a moment is a bin of its own.
        const part = first === last ? 1 : (to - from) / widthOf(bin);
        sum += shares[bin - first] = (place.held[bin] as number) * part;
      }
      let mean = 0;
      const step = Math.max(leastStep, (place.operations++ + 2) ** -0.6);
      for (let bin = 0; bin < bins; bin++) place.held[bin] = (place.held[bin] as number) * (1 - step);
      for (let bin = first; bin <= last; bin++) {
        const share = (shares[bin - first] as number) / sum;
        const { from, to } = within(bin, leastMicros, mostMicros);
        mean += (share * (from + to)) / 2;
        place.held[bin] = (place.held[bin] as number) + step * share;
      }
      // Nothing may become impossible.
      for (let bin = 0; bin < bins; bin++) place.held[bin] = Math.max(leastShare, place.held[bin] as number);
      return mean;
    },
  };
}

const leastShare = 1e-9;

function within(bin: number, least: number, most: number): { readonly from: number; readonly to: number } {
  return { from: Math.max(least, endOf(bin - 1)), to: Math.max(least, Math.min(most, endOf(bin))) };
}

/** Nothing is known yet: every doubling is as likely. */
function evenly(): Float64Array {
  return new Float64Array(bins).fill(1 / bins);
}

const ends = Float64Array.from({ length: bins }, (_, bin) => 2 ** (bin / binsPerDoubling));

/** Bin i ends at 2^(i / 8) µs; the first begins at 0. */
function endOf(bin: number): number {
  return bin < 0 ? 0 : (ends[bin] as number);
}

function widthOf(bin: number): number {
  return endOf(bin) - endOf(bin - 1);
}

function binOf(micros: number): number {
  if (micros <= 1) return 0;
  return Math.min(bins - 1, Math.ceil(Math.log2(micros) * binsPerDoubling));
}
