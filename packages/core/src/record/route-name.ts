/** All requests that no route answered, whatever their URL: a scanner must not fill the table. */
export const notFoundRoute = '(not found)';
/** Routes that came after the table was full. */
export const otherRoute = '(other)';

const longestRoute = 200;
const mostSegments = 8;

/** Numbers, UUIDs, hashes and other long mixed tokens identify a thing, not a route. */
const identifier =
  /^(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|(?=.*\d)[0-9a-f]{8,}|(?=.*\d)(?=.*[A-Za-z])[\w~-]{16,}|.{48,})$/i;

/** What comes before the path where a proxy asks for a whole URL. */
const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/** The URL of a request line without scheme and host. Two slashes in front stay: to an app's own rules that is another path. */
export function withoutOrigin(url: string): string {
  return url.startsWith('/') ? url : url.replace(origin, '');
}

/**
 * The path of a request line: no query, no fragment, no host, one slash in front. `OPTIONS *` asks for no path, and
 * keeps its `*`.
 */
export function pathOf(url: string): string {
  const path = withoutOrigin(before(before(url, '?'), '#'));
  if (path === '') return '/';
  // Some parsers take two slashes for the start of a host, others for the start of a path.
  return path.startsWith('//') ? path.replace(/^\/+/, '/') : path;
}

function before(text: string, mark: string): string {
  const end = text.indexOf(mark);
  return end < 0 ? text : text.slice(0, end);
}

/** Of the shortest identifier without a digit: a UUID may have letters only. */
const shortestOfLetters = 36;
const digit = /\d/;

/** A name for a URL that has no pattern: what looks like an identifier becomes `:id`. */
export function templateOf(path: string): string {
  // As most paths without identifiers are: these take no lists.
  if (path.length < shortestOfLetters && !digit.test(path) && slashesIn(path) <= mostSegments)
    return singleSlashes(path);
  const segments = singleSlashes(path).split('/');
  const kept = segments
    .slice(0, mostSegments + 1)
    .map((segment) => (identifier.test(segment) ? ':id' : segment));
  if (segments.length > kept.length) kept.push('…');
  return clip(kept.join('/'));
}

/** A segment that takes all that is left of a path, as the routers write it: `*`, `**`, `*splat`, `(.*)`, `:path*`. */
const wildcard = /^(\(?\*{1,2}\w*\)?\??|:\w+[*+]|(:\w+)?\(?\.[*+]\)?[?*+]?)$/;

// A regular expression that matches any path, as Express 4 has them, with or without anchors.
const anyPath = /^\/\^?(\\\/)?(\((\?:)?)?\.[*+]\??\)?\$?\/[a-z]*$/;

/** True for a pattern that matches any path, such as `*`, `/{*splat}` and `(.*)`, or such a regular expression; not for `/files/*`. */
export function isCatchAll(pattern: string): boolean {
  if (!pattern.includes('*') && !pattern.includes('+')) return false;
  if (anyPath.test(pattern)) return true;
  const segments = pattern.replace(/[{}]/g, '').split('/');
  return segments.every((segment) => segment === '' || wildcard.test(segment));
}

/** Joins mount prefixes and a pattern: no doubled slash, none at the end except for the root. */
export function joinRoute(...parts: readonly string[]): string {
  const [first = ''] = parts;
  // Called for every request, and most patterns need no change.
  if (parts.length === 1 && first.startsWith('/') && !first.includes('//') && !first.endsWith('/'))
    return first;
  const joined = singleSlashes(parts.join('/'));
  const trimmed = joined.length > 1 ? joined.replace(/\/$/, '') : joined;
  return trimmed.startsWith('/') ? trimmed : `/${trimmed}`;
}

/** A URL without a mount's prefix, which may have parameters. Unchanged if it does not begin with the prefix. */
export function relativeTo(url: string, prefix: string): string {
  if (prefix === '') return url;
  const wanted = prefix.split('/').filter((segment) => segment !== '');
  if (wanted.length === 0) return url;
  let rest = withoutOrigin(url).replace(/^\/{2,}/, '/');
  for (const segment of wanted) {
    const [, given, after] = /^\/([^/?#]*)(.*)$/s.exec(rest) ?? [];
    if (given === undefined || !(segment === given || segment.startsWith(':') || segment === decoded(given)))
      return url;
    rest = after as string;
  }
  return rest;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function slashesIn(path: string): number {
  let slashes = 0;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) slashes++;
  return slashes;
}

function singleSlashes(path: string): string {
  return path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
}

export function clip(route: string): string {
  return route.length > longestRoute ? `${route.slice(0, longestRoute - 1)}…` : route;
}
