/** A part of the requests that a server gets before it is measured. */
export interface WarmUpPart {
  readonly requests: number;
  /** Whether its garbage is collected afterwards, while it is idle. */
  readonly collects: boolean;
}

const firstRequests = 25;
/**
 * Garbage is collected after each part up to this one. A service has that in its first minutes, and V8 then forgets the
 * shapes of objects that are gone. Code that makes such objects, as `process.nextTick` does, meets new shapes, and V8 stops
 * compiling it well, for good. Without this, chance would decide which variant has that.
 */
const lastCollectedRequests = 3_200;

/** Parts that add up to `total`, each twice as large as the one before. */
export function* warmUpParts(total: number): Generator<WarmUpPart> {
  let left = total;
  for (let wanted = firstRequests; left > 0; wanted *= 2) {
    const requests = Math.min(wanted, left);
    left -= requests;
    yield { requests, collects: wanted <= lastCollectedRequests };
  }
}
