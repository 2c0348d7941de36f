/** All requests that no route answered, whatever their URL: a scanner must not fill the table. */
export const notFoundRoute = '(not found)';
/** What came after the table was full. */
export const otherRoute = '(other)';

const longestRoute = 200;
const mostSegments = 8;

/** Numbers, UUIDs, hashes and other long mixed tokens stand for a thing, not for a route. */
const identifier =
  /^(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|(?=.*\d)[0-9a-f]{8,}|(?=.*\d)(?=.*[A-Za-z])[\w~-]{16,}|.{48,})$/i;

/** The path of a URL as received: no query, no fragment, no host. */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  if (path.startsWith('/')) return path;
  // A proxy may send an absolute URL; OPTIONS may send `*`.
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(path);
  return absolute ? path.slice(absolute[0].length) || '/' : path;
}

/** A name for a URL that has no pattern: what looks like an identifier becomes `:id`. */
export function templateOf(path: string): string {
  const segments = path.split('/');
  const kept = segments
    .slice(0, mostSegments + 1)
    .map((segment) => (identifier.test(segment) ? ':id' : segment));
  if (segments.length > kept.length) kept.push('…');
  return clip(kept.join('/'));
}

/** Joins mount prefixes and a pattern: no doubled slash, none at the end except for the root. */
export function joinRoute(...parts: readonly string[]): string {
  const [first = ''] = parts;
  // Called for every request: most patterns are as they should be.
  if (parts.length === 1 && first.startsWith('/') && !first.includes('//') && !first.endsWith('/'))
    return first;
  const joined = parts.join('/').replace(/\/{2,}/g, '/');
  const trimmed = joined.length > 1 ? joined.replace(/\/$/, '') : joined;
  return trimmed.startsWith('/') ? trimmed : `/${trimmed}`;
}

export function clip(route: string): string {
  return route.length > longestRoute ? `${route.slice(0, longestRoute - 1)}…` : route;
}
