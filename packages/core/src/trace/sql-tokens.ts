/** How a database reads quotes and comments. */
export type SqlDialect = 'mysql' | 'postgres' | 'mssql' | 'sqlite';

export type SqlTokenKind = 'word' | 'value' | 'placeholder' | 'sign';

export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly text: string;
  /** Whether white space or a comment is before it. */
  readonly isApart: boolean;
}

export interface SqlTokens {
  readonly list: readonly SqlToken[];
  /** A quote or a comment has no end: it may have been read otherwise than the database does. */
  readonly isOpen: boolean;
}

/**
 * What may come next, in this order. Each is sticky and reads a character once, so reading takes linear time. `open`
 * has what begins like a quote or a comment but does not end.
 */
type Rules = readonly (readonly [kind: SqlTokenKind | 'space' | 'open', pattern: RegExp])[];

const plainString = /'(?:[^']|'')*'(?!')/y;
const number = /(?:\.?\d)(?:[eE][+-]?\d|[\w.])*/y;
const word = /[\p{L}_#@][\p{L}\p{N}_$#@]*/uy;
const escaped = (quote: string): string =>
  `${quote}(?:[^${quote}\\\\]|\\\\[^]|${quote}${quote})*${quote}(?!${quote})`;

const mysql: Rules = [
  // The contents of `/*! … */` are run.
  ['space', /\s+|\/\*M?!\d*|\*\/|(?:#|--(?=\s|$))[^\n]*|\/\*(?!M?!)(?:[^*]|\*(?!\/))*\*\//y],
  ['value', new RegExp(`(?:[nNxXbB]|_\\w+\\s*)?(?:${escaped("'")}|${escaped('"')})`, 'y')],
  ['word', /`(?:[^`]|``)*`/y],
  ['open', /['"`]|\/\*/y],
  ['placeholder', /\?\??|:[a-z_]\w*|@(?!@)[\w.$]+/iy],
];
const postgres: Rules = [
  ['space', /\s+|--[^\n\r]*/y],
  ['value', new RegExp(`[eE]${escaped("'")}`, 'y')],
  ['value', new RegExp(`(?:[nNxXbB]|[uU]&)?${plainString.source}`, 'y')],
  ['word', /(?:[uU]&)?"(?:[^"]|"")*"/y],
  ['open', /['"]|\/\*|\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy],
  ['placeholder', /\$\d+|:[a-z_]\w*|\?/iy],
];
const mssql: Rules = [
  ['space', /\s+|--[^\n]*/y],
  ['value', new RegExp(`[nN]?${plainString.source}`, 'y')],
  ['word', /"(?:[^"]|"")*"|\[(?:[^\]]|\]\])*\]/y],
  ['open', /['"[]|\/\*/y],
  ['placeholder', /@(?!@)[\p{L}\p{N}_$#@]+|\?/uy],
];
const sqlite: Rules = [
  ['space', /\s+|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//y],
  ['value', new RegExp(`[xX]?${plainString.source}`, 'y')],
  ['word', /"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]/y],
  ['open', /['"`[]|\/\*/y],
  ['placeholder', /\?\d*|[:@$][\p{L}_][\p{L}\p{N}_$]*/uy],
];
const shared: Rules = [
  ['value', number],
  ['value', /(?:true|false)\b/iy],
  ['word', word],
  ['sign', /::|[<>=!|&]+|./suy],
];

const rulesOf: Readonly<Record<SqlDialect, Rules>> = {
  mysql: [...mysql, ...shared],
  postgres: [...postgres, ...shared],
  mssql: [...mssql, ...shared],
  sqlite: [...sqlite, ...shared],
};

/** Splits SQL as the database does, so far as to tell values from all else. */
export function sqlTokens(text: string, dialect: SqlDialect): SqlTokens {
  const rules = rulesOf[dialect];
  const list: SqlToken[] = [];
  let isApart = false;
  let at = 0;
  while (at < text.length) {
    const [kind, end] = next(text, at, rules);
    if (kind === 'open') {
      const closed = dialect === 'mysql' || dialect === 'sqlite' ? -1 : endOfBlock(text, at);
      if (closed < 0) return { list, isOpen: true };
      if (text[at] === '$') list.push({ kind: 'value', text: '', isApart });
      isApart = text[at] !== '$';
      at = closed;
      continue;
    }
    if (kind !== 'space') list.push({ kind, text: text.slice(at, end), isApart });
    isApart = kind === 'space';
    at = end;
  }
  return { list, isOpen: false };
}

function next(text: string, at: number, rules: Rules): [Rules[number][0], number] {
  for (const [kind, pattern] of rules) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return [kind, pattern.lastIndex];
  }
  return ['sign', at + 1];
}

/** The end of a comment, which may have comments within, or of a text between `$tag$` and `$tag$`; -1 without an end. */
function endOfBlock(text: string, from: number): number {
  if (text[from] === '$') {
    const tag = text.slice(from, text.indexOf('$', from + 1) + 1);
    const end = text.indexOf(tag, from + tag.length);
    return end < 0 ? -1 : end + tag.length;
  }
  if (text[from] !== '/') return -1;
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let found = edge.exec(text); found !== null; found = edge.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return -1;
}
