import { keptText } from '../kept-text.ts';
import { type SqlDialect, type SqlToken, sqlTokens } from './sql-tokens.ts';

/** No more of a statement is read: a bulk insert may have megabytes. */
const mostRead = 4_000;
const mostShown = 200;
const mostKept = 500;
/** A longer list of columns is shown as `…`. */
const mostColumns = 30;

/** By dialect. Only texts without values are kept, which are also those that come again. */
const known: Readonly<Record<SqlDialect, Map<string, string>>> = {
  mysql: new Map(),
  postgres: new Map(),
  mssql: new Map(),
  sqlite: new Map(),
};

/**
 * SQL without its values and comments: `select * from items where order_id = ?`. Lists of values are one `?`, and
 * further rows of `values` are left out. What is shown has at most 200 characters.
 */
export function sqlFingerprint(text: string, dialect: SqlDialect): string {
  const before = known[dialect].get(text);
  if (before !== undefined) return before;
  const isWhole = text.length <= mostRead;
  const { list, isOpen } = sqlTokens(isWhole ? text : text.slice(0, mostRead), dialect);
  const firstValue = list.findIndex(({ kind }) => kind === 'value');
  // Who reads one quote otherwise than the database does takes values for SQL, and ends within a quote. Only what is
  // before the first value is certain then. The same for a statement that is not read to its end.
  const isCertain = isWhole && !isOpen;
  const certain = isCertain ? list : list.slice(0, firstValue < 0 ? list.length : firstValue);
  const fingerprint = keptText(shown(certain, isCertain));
  if (isCertain && firstValue < 0) keep(known[dialect], text, fingerprint);
  return fingerprint;
}

function keep(map: Map<string, string>, text: string, fingerprint: string): void {
  if (map.size >= mostKept) map.delete(map.keys().next().value as string);
  map.set(keptText(text), fingerprint);
}

function shown(list: readonly SqlToken[], isWhole: boolean): string {
  const text = textOf(withoutRows(asMarks(list)));
  const short = withoutColumns(withoutSemicolon(text.trim()));
  if (isWhole && short.length <= mostShown) return short;
  return `${short.slice(0, mostShown - 2).trimEnd()} …`.trimStart();
}

/** Values and placeholders are the same mark, and lists of them are one. */
function asMarks(list: readonly SqlToken[]): SqlToken[] {
  const marked: SqlToken[] = [];
  for (const token of list) {
    const isMark =
      token.kind === 'value' || token.kind === 'placeholder' || isNullValue(token, marked.at(-1));
    if (!isMark) {
      marked.push(token);
      if (isRepeatedRow(marked)) marked.length -= rowLength + 1;
      continue;
    }
    const sign = isSign(marked.at(-1)) && isBeforeValue(marked.at(-2)) ? marked.pop() : undefined;
    if (marked.at(-1)?.text === ',' && marked.at(-2)?.text === '?') marked.pop();
    else marked.push({ kind: 'placeholder', text: '?', isApart: (sign ?? token).isApart });
  }
  return marked;
}

const repeatedRow = ['(', '?', ')', ',', '(', '?', ')'];
const rowLength = 3;

/** `(?), (?)`, as in `(a, b) in ((?), (?))`. */
function isRepeatedRow(list: readonly SqlToken[]): boolean {
  const from = list.length - repeatedRow.length;
  return from >= 0 && repeatedRow.every((text, i) => list[from + i]?.text === text);
}

/** `null` in a list is a value like others; in `is null` it is not. */
function isNullValue({ text }: SqlToken, before: SqlToken | undefined): boolean {
  return /^null$/i.test(text) && isBeforeValue(before);
}

function isSign(token: SqlToken | undefined): boolean {
  return token?.text === '-' || token?.text === '+';
}

function isBeforeValue(token: SqlToken | undefined): boolean {
  return token !== undefined && /^[(,=<>[]/.test(token.text);
}

/** `values (?, now()), (?, now())` with its first row only. */
function withoutRows(list: readonly SqlToken[]): SqlToken[] {
  const kept: SqlToken[] = [];
  for (let at = 0; at < list.length; at++) {
    const token = list[at] as SqlToken;
    kept.push(token);
    if (!/^values$/i.test(token.text) || list[at + 1]?.text !== '(') continue;
    let end = endOfGroup(list, at + 1);
    kept.push(...list.slice(at + 1, end));
    while (list[end]?.text === ',' && list[end + 1]?.text === '(') end = endOfGroup(list, end + 1);
    at = end - 1;
  }
  return kept;
}

function endOfGroup(list: readonly SqlToken[], from: number): number {
  let depth = 0;
  for (let at = from; at < list.length; at++) {
    const text = list[at]?.text;
    if (text === '(') depth++;
    else if (text === ')' && --depth === 0) return at + 1;
  }
  return list.length;
}

function textOf(list: readonly SqlToken[]): string {
  return list.map(({ text, isApart }) => (isApart ? ` ${text}` : text)).join('');
}

function withoutSemicolon(text: string): string {
  return text.endsWith(';') ? text.slice(0, -1).trimEnd() : text;
}

function withoutColumns(text: string): string {
  const columns =
    /^(select(?: distinct)? )([^()]*?)( from )/i.exec(text) ??
    /^(insert into [^ (]+ ?\()([^()]*)(\))/i.exec(text);
  if (columns === null || (columns[2] as string).length <= mostColumns) return text;
  return `${columns[1]}…${columns[3]}${text.slice(columns[0].length)}`;
}
