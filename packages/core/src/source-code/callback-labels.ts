// Bundled into the text of the source-map thread, so it imports only files that are in the same text.
import { nameBefore, nearby, reserved } from './name-before.ts';
import {
  commentEnd,
  expressionEnd,
  lineEnd,
  mayBeginExpression,
  stringEnd,
  templateEnd,
} from './skip-literals.ts';

/** From 0. */
interface CodePosition {
  readonly line: number;
  readonly column: number;
}

/** An open bracket: of a call's arguments, a block, a list, or code in a template. */
interface Level {
  readonly open: number;
  readonly closer: string;
  /** The callee, if these are a call's arguments. */
  readonly callee: Callee | undefined;
  /** The function whose body this is. */
  readonly body: string | undefined;
  readonly inTemplate: boolean;
  /** Where the current argument begins, and how many arguments are before it. */
  part: number;
  commas: number;
  lastString: { readonly text: string; readonly end: number } | undefined;
  firstString: string | undefined;
  /** The arrow function whose body without braces this is. */
  arrow: string | undefined;
  /** The last parentheses that were closed here. */
  lastParen: { readonly open: number; readonly end: number; readonly route: string } | undefined;
}

interface Callee {
  /** As it is written: `this.router.get`. */
  readonly text: string;
  /** `app.route('/x')` before `.get`. */
  readonly route: string;
}

const longestText = 60;
/** Code that is nested deeper was not written by people. */
const deepest = 300;

/**
 * For each position of a function without a name: what it is passed to, `router.get('/orders') handler` or
 * `map callback in search`; `undefined` where it is not an argument of a call. It looks only at brackets, strings and
 * comments, so it works with TypeScript and with code that has errors. What it does not understand gets no label.
 */
export function callbackLabels(code: string, positions: readonly CodePosition[]): (string | undefined)[] {
  const starts = lineStarts(code);
  const labels: (string | undefined)[] = positions.map(() => undefined);
  const targets = positions
    .map(({ line, column }, i) => ({ i, offset: (starts[line] ?? Number.POSITIVE_INFINITY) + column }))
    .filter(({ offset }) => offset < code.length)
    .sort((a, b) => a.offset - b.offset);
  let next = 0;
  const levels: Level[] = [levelAt(-1, '', undefined, undefined, false)];
  /** The last character that is not a space, and not in a comment. */
  let last = '';
  /** Where the last comment ends: its words are no code. */
  let commentedTo = 0;
  /** After a quote or a slash without an end, no other one on its line begins a string or an expression. */
  const plain = { quotesUntil: 0, slashesUntil: 0 };
  for (let at = 0; at < code.length && next < targets.length && levels.length < deepest; ) {
    for (; next < targets.length && (targets[next] as { offset: number }).offset <= at; next++) {
      const { i, offset } = targets[next] as { i: number; offset: number };
      if (offset === at) labels[i] = labelAt(code, levels, at);
    }
    const top = levels.at(-1) as Level;
    const char = code[at] as string;
    if (char === '`' || ((char === '"' || char === "'") && at >= plain.quotesUntil)) {
      const end = stringEnd(code, at);
      if (end === at) plain.quotesUntil = lineEnd(code, at);
      if (code.startsWith('${', end)) {
        levels.push(levelAt(end + 1, '}', undefined, undefined, true));
        at = end + 2;
        last = '{';
      } else {
        const text = code.slice(at + 1, end);
        if (end > at) top.lastString = { text, end: end + 1 };
        at = Math.max(at, end) + 1;
        last = char;
      }
      continue;
    }
    if (char === '/') {
      const comment = commentEnd(code, at);
      const isExpression = at >= plain.slashesUntil && mayBeginExpression(code, at, last);
      const end = comment ?? (isExpression ? expressionEnd(code, at) : at);
      if (isExpression && end === at) plain.slashesUntil = lineEnd(code, at);
      // As after a string, so that a second slash after it divides.
      if (comment === undefined) last = end > at ? '"' : char;
      else commentedTo = end + 1;
      at = end + 1;
      continue;
    }
    if (char === '(') {
      levels.push(levelAt(at, ')', calleeBefore(code, commentedTo, at, top), undefined, false));
    } else if (char === '[') {
      levels.push(levelAt(at, ']', undefined, undefined, false));
    } else if (char === '{') {
      levels.push(levelAt(at, '}', undefined, bodyName(code, at, top), false));
    } else if (char === top.closer) {
      levels.pop();
      const outer = levels.at(-1) as Level;
      if (top.inTemplate) {
        // The rest of the template, up to its end or the next code in it.
        const end = templateEnd(code, at + 1);
        if (code.startsWith('${', end)) levels.push(levelAt(end + 1, '}', undefined, undefined, true));
        at = code.startsWith('${', end) ? end + 2 : end + 1;
        last = '`';
        continue;
      }
      if (char === ')') outer.lastParen = { open: top.open, end: at, route: routeOf(code, top, at) };
    } else if (char === ',' || char === ';') {
      if (char === ',' && top.commas++ === 0) top.firstString = onlyString(code, top, at);
      top.part = at + 1;
      top.arrow = undefined;
    } else if (char === '=' && code[at + 1] === '>') {
      if (!/^\s*\{/.test(code.slice(at + 2, at + 40))) top.arrow = arrowName(code, at, top);
      at += 2;
      last = '>';
      continue;
    } else if (char === '\n' && top.arrow !== undefined && /[\w$)\]}'"`]/.test(last)) {
      // Without a semicolon, a line that begins with a word is the next statement.
      if (/^\s*[\w$@}]/.test(code.slice(at, at + nearby))) top.arrow = undefined;
    }
    if (char > ' ') last = char;
    at++;
  }
  return labels;
}

function levelAt(
  open: number,
  closer: string,
  callee: Callee | undefined,
  body: string | undefined,
  inTemplate: boolean,
): Level {
  return {
    ...{ open, closer, callee, body, inTemplate },
    ...{ part: open + 1, commas: 0, lastString: undefined, firstString: undefined },
    ...{ arrow: undefined, lastParen: undefined },
  };
}

function lineStarts(code: string): number[] {
  const starts = [0];
  for (const { index, 0: end } of code.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + end.length);
  return starts;
}

function labelAt(code: string, levels: readonly Level[], at: number): string | undefined {
  const top = levels.at(-1) as Level;
  if (!/^(?:async\b|function\b|[(<*]|[\w$]+\s*=>)/.test(code.slice(at, at + nearby))) return undefined;
  const before = at - top.part > nearby ? '?' : withoutComments(code.slice(top.part, at));
  if (top.callee === undefined || !/^\s*(?:async\s+)?(?:function\s*\*?\s*)?$/.test(before)) return undefined;
  const handler = handlerLabel(top);
  if (handler !== undefined) return handler;
  const outer = levels.findLast(({ arrow, body }) => arrow !== undefined || body !== undefined);
  const { text } = top.callee;
  if (outer === undefined) return `${text} callback`;
  return `${text.slice(text.lastIndexOf('.') + 1)} callback in ${outer.arrow ?? outer.body}`;
}

function handlerLabel({ callee, firstString, commas }: Level): string | undefined {
  if (callee === undefined) return undefined;
  if (callee.route !== '') return `${callee.route}.${callee.text} handler`;
  return firstString === undefined || commas === 0 ? undefined : `${callee.text}('${firstString}') handler`;
}

/** The callee of the parentheses at `at`, written after `from`; `undefined` if they are not those of a call. */
function calleeBefore(code: string, from: number, at: number, top: Level): Callee | undefined {
  const before = code.slice(Math.max(from, at - nearby), at);
  const written =
    /((?:[\w$#]+\s{0,20}\??\.\s{0,20})*[\w$#]+)\s{0,20}(?:<[\w$\s.,|[\]]{0,60}>)?(?:\?\.)?$/.exec(before);
  if (written === null) return undefined;
  const text = (written[1] as string).replace(/\s+|\?/g, '');
  const ahead = before.slice(0, written.index).trimEnd();
  if (!ahead.endsWith('.')) {
    if (reserved.test(text) || text.length > longestText || /\bfunction\s*\*?$/.test(ahead)) return undefined;
    return { text, route: '' };
  }
  const dot = at - before.length + ahead.replace(/\s*\??\.$/, '').length;
  return { text, route: top.lastParen?.end === dot - 1 ? top.lastParen.route : '' };
}

/** `app.route('/x')`, for a call with only a path and for calls that follow it. */
function routeOf(code: string, { callee, commas, ...top }: Level, end: number): string {
  if (callee === undefined) return '';
  if (callee.route !== '') return callee.route;
  const text = commas === 0 ? onlyString(code, top, end) : undefined;
  return text?.startsWith('/') ? `${callee.text}('${text}')` : '';
}

/** The argument that ends at `end`, if it is a short string and nothing else. */
function onlyString(
  code: string,
  { lastString, part }: Pick<Level, 'lastString' | 'part'>,
  end: number,
): string | undefined {
  if (lastString === undefined) return undefined;
  const { text, end: stringEnds } = lastString;
  const begins = stringEnds - text.length - 2;
  if (text.length > longestText || begins < part || /[\n\r\\]/.test(text)) return undefined;
  const around =
    begins - part + (end - stringEnds) > nearby
      ? '?'
      : code.slice(part, begins) + code.slice(stringEnds, end);
  return withoutComments(around).trim() === '' ? text : undefined;
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
}

/** The name of the function whose body opens at `at`, else a handler's label. */
function bodyName(code: string, at: number, top: Level): string | undefined {
  const before = code.slice(Math.max(0, at - nearby), at);
  if (/=>\s*$/.test(before)) return arrowName(code, at - before.length + before.lastIndexOf('=>'), top);
  const paren = top.lastParen;
  if (paren === undefined || at - paren.end > nearby) return undefined;
  // A return type may come in between.
  if (!/^\s*(?::[^;=]*)?$/.test(code.slice(paren.end + 1, at))) return undefined;
  return nameBefore(code, paren.open, true) ?? handlerLabel(top);
}

function arrowName(code: string, arrow: number, top: Level): string | undefined {
  const paren = top.lastParen;
  const isAfterParen =
    paren !== undefined &&
    arrow - paren.end < nearby &&
    /^\s*(?::[^;=]*)?$/.test(code.slice(paren.end + 1, arrow));
  const single = /[\w$]+\s*$/.exec(code.slice(Math.max(0, arrow - nearby), arrow))?.[0].length ?? 0;
  return nameBefore(code, isAfterParen ? paren.open : arrow - single, false) ?? handlerLabel(top);
}
