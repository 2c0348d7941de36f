/** Finds which part of some work takes half as long as all of it, when it comes as often as requests do. */
export interface Halving<Part> {
  /** Does the next part in turn and measures it. */
  tryNext(): number;
  /** The whole until each part was tried; then the part whose median was nearest to half of the whole's. */
  half(): Part;
}

/**
 * `work` gives what it counts. Measured back to back, a part that takes half as long may take two thirds when requests come
 * now and then: V8 and Linux give memory back meanwhile.
 */
export function createHalving<Part>(
  [whole, ...parts]: readonly [Part, ...Part[]],
  work: (part: Part) => number,
): Halving<Part> {
  const all = [whole, ...parts];
  const millis = all.map((): number[] => []);
  const medianOf = (i: number): number => {
    const sorted = millis[i]?.toSorted((a, b) => a - b) ?? [];
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  let tries = 0;
  let half: Part | undefined;

  function nearestHalf(): Part {
    const off = (i: number): number => Math.abs(medianOf(i) / medianOf(0) - 0.5);
    const order = parts.map((_, i) => i + 1).sort((a, b) => off(a) - off(b));
    return all[order[0] as number] as Part;
  }

  return {
    tryNext() {
      const which = tries++ % all.length;
      const fromMillis = performance.now();
      const count = work(all[which] as Part);
      millis[which]?.push(performance.now() - fromMillis);
      return count;
    },
    half: () => (tries < all.length ? whole : (half ??= nearestHalf())),
  };
}
