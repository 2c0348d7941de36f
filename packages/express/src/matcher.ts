/** What Express 5 compiles a path to: it returns the part of a URL's path that it matches, and the parameters. */
export type Matcher = (path: string) => { readonly path: string; readonly params: Params } | false;
type Params = Readonly<Record<string, string | readonly string[]>>;

/** Matchers throw for parameters that cannot be decoded. */
export function match(
  matcher: Matcher,
  path: string,
): { readonly path: string; readonly params: Params } | undefined {
  try {
    return matcher(path) || undefined;
  } catch {
    return undefined;
  }
}

/** A text that is in no real URL. */
const probe = 'routeprof~probe';

/**
 * The pattern of a matcher. Express 5.0 to 5.2 do not keep it, so this replaces parts of the path and tries again: a
 * part that can be replaced is a parameter. The rest must be literal, or clients could make up names of routes by their
 * URLs.
 */
export function spell(matcher: Matcher, taken: string): string {
  const params = Object.entries(match(matcher, taken)?.params ?? {});
  // A regular expression of the app.
  if (matcher.name === 'regexpMatcher') return '*';
  const isInsensitive = match(matcher, taken.toUpperCase()) && match(matcher, taken.toLowerCase());
  const segments = taken.split('/');
  const nameAt = (i: number, segment: string): string | undefined => {
    const probed = match(matcher, segments.with(i, segment).join('/'))?.params ?? {};
    return Object.keys(probed).find((key) => [probed[key]].flat().includes(probe));
  };
  const left = new Map(params.map(([name, value]) => [name, [value].flat().length]));
  const place = (name: string): void => void left.set(name, (left.get(name) ?? 0) - 1);
  const spelled = segments.map((segment, i) => {
    if (segment === '') return '';
    const whole = nameAt(i, probe);
    if (whole !== undefined) {
      place(whole);
      return Array.isArray(Object.fromEntries(params)[whole]) ? `*${whole}` : `:${whole}`;
    }
    const parts = partsOf(segment, params, (probed) => nameAt(i, probed));
    for (const { name } of parts) place(name);
    return textOf(segment, parts, (text) => (isInsensitive ? text.toLowerCase() : text));
  });
  // The value of a parameter that was not found would be in the name.
  if ([...left.values()].some((count) => count !== 0)) return '*';
  // A wildcard matches several segments, but its name counts once.
  return spelled.filter((text, i) => !text.startsWith('*') || text !== spelled[i - 1]).join('/');
}

/** A parameter that is only a part of a segment, such as `:name` in `:name.json`. */
interface PathPart {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** How many occurrences of a parameter's value are tried: each costs a match, and clients choose the values. */
const mostTries = 16;

/** The parameters within a segment, in order. */
function partsOf(
  segment: string,
  params: readonly (readonly [string, string | readonly string[]])[],
  nameOf: (probed: string) => string | undefined,
): PathPart[] {
  const parts: PathPart[] = [];
  let end = 0;
  for (const [name, value] of params) {
    if (typeof value !== 'string') continue;
    let from = segment.indexOf(value, end);
    for (let tries = 0; from >= 0 && tries < mostTries; tries++) {
      const to = from + value.length;
      if (nameOf(segment.slice(0, from) + probe + segment.slice(to)) === name) {
        parts.push({ name, from, to });
        end = to;
        break;
      }
      from = segment.indexOf(value, from + 1);
    }
  }
  return parts;
}

/** A segment with the names of parameters instead of their values. */
function textOf(segment: string, parts: readonly PathPart[], literal: (text: string) => string): string {
  let text = '';
  let end = 0;
  for (const { name, from, to } of parts) {
    text += `${literal(segment.slice(end, from))}:${name}`;
    end = to;
  }
  return text + literal(segment.slice(end));
}
