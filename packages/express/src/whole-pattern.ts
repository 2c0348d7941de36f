import { joinRoute } from '@routeprof/core';
import { type Layer, onlyTextOf } from './layer.ts';

/** Segments that are literal, or one parameter with any value. Each such segment matches itself, whatever a router's options. */
const plain = /^(\/|(\/(:\w+|[\w.~-]+))*)$/;

/** The joined pattern of a chain of layers, if `fits` can tell that a path matches all of them. */
export function wholePatternOf(chain: readonly Layer[]): string | undefined {
  const texts = chain.map(onlyTextOf);
  if (!texts.every((text) => text !== undefined && plain.test(text))) return undefined;
  return joinRoute(...(texts as string[]));
}

/**
 * Whether a path surely matches a joined pattern. When it does not, the routers may still match it: in other cases of
 * letters, with a slash at its end, or with parameters that are encoded. Makes no objects, because most requests of an app
 * end here.
 */
export function fits(pattern: string, path: string): boolean {
  // A router refuses a parameter that cannot be decoded.
  if (path.includes('%')) return false;
  let at = 0;
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] !== ':') {
      if (pattern[i] !== path[at]) return false;
      at++;
      continue;
    }
    const end = endOfSegment(path, at);
    if (end === at) return false;
    at = end;
    i = endOfSegment(pattern, i) - 1;
  }
  return at === path.length;
}

function endOfSegment(path: string, from: number): number {
  const end = path.indexOf('/', from);
  return end < 0 ? path.length : end;
}
