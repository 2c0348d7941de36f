/** What Express 5 makes of a path: it tells what it takes of a URL's path, and the parameters in that. */
export type Matcher = (path: string) => { readonly path: string; readonly params: Params } | false;
type Params = Readonly<Record<string, string | readonly string[]>>;

/** Undecodable parameters make a matcher throw. */
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

/** What no URL is likely to contain. */
const probe = 'routeprof~probe';

/**
 * The pattern of a matcher of Express 5.0 to 5.2, which keep no trace of it: what may as well be something else is a
 * parameter. Nothing else of a URL may get into it, or a stranger could make up names.
 */
export function spell(matcher: Matcher, taken: string): string {
  const params = Object.entries(match(matcher, taken)?.params ?? {});
  // An expression that the app gave.
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
  // A parameter, or a part of one, that was not found would stay as it is in the URL.
  if ([...left.values()].some((count) => count !== 0)) return '*';
  // A wildcard takes many segments.
  return spelled.filter((text, i) => !text.startsWith('*') || text !== spelled[i - 1]).join('/');
}

/** A parameter that is a part of a segment. */
interface PathPart {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** How often a parameter's value may be in the text before it: each try costs a match, and a stranger chooses values. */
const mostTries = 16;

/** The parameters inside of a segment, in their order. */
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

/** A segment with names in the place of parameters. */
function textOf(segment: string, parts: readonly PathPart[], literal: (text: string) => string): string {
  let text = '';
  let end = 0;
  for (const { name, from, to } of parts) {
    text += `${literal(segment.slice(end, from))}:${name}`;
    end = to;
  }
  return text + literal(segment.slice(end));
}
