import type { CallTree } from './call-tree.ts';

/**
 * A short key for each node, a hash of the ids on its path, so that it names the same box in the next report, in
 * another browser and in a link. Keys have 53 bits, in base 36.
 */
export function pathKeys(tree: CallTree): Float64Array {
  const frameHash = Float64Array.from(tree.frames, (frame) => hashText(frame.id));
  const keys = new Float64Array(tree.parent.length);
  for (let node = 1; node < keys.length; node++) {
    keys[node] = mix(
      keys[tree.parent[node] as number] as number,
      frameHash[tree.frame[node] as number] as number,
    );
  }
  return keys;
}

/** The key of a call from the root. */
export function outermostKey(id: string): number {
  return mix(0, hashText(id));
}

export function keyText(key: number): string {
  return key.toString(36);
}

/** The node with this key, or the root (0) if the node is no longer in the profile. */
export function nodeOfKey(keys: Float64Array, text: string): number {
  if (text === '') return 0;
  const key = Number.parseInt(text, 36);
  return Math.max(0, keys.indexOf(key));
}

function hashText(text: string): number {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  return join(high, low);
}

function mix(above: number, own: number): number {
  const high = Math.imul((above / 0x100000000) ^ own, 2654435761) ^ Math.imul(above | 0, 2246822519);
  const low = Math.imul((above | 0) ^ (own / 0x100000000), 1597334677) ^ Math.imul(own | 0, 3266489917);
  return join(high ^ (low >>> 15), low ^ (high >>> 13));
}

/** A number of 53 bits, which a double holds exactly. */
function join(high: number, low: number): number {
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}
