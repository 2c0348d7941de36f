// Where strings, comments and regular expressions in code end. Bundled into the text of the source-map thread, so it
// imports nothing.

export function lineEnd(code: string, at: number): number {
  const end = code.indexOf('\n', at);
  return end < 0 ? code.length : end;
}

/** Where a string ends: at its closing quote, before `${`, or at `at` when it never does. */
export function stringEnd(code: string, at: number): number {
  const quote = code[at] as string;
  if (quote === '`') return templateEnd(code, at + 1);
  for (let end = at + 1; end < code.length; end++) {
    const char = code[end];
    if (char === quote) return end;
    if (char === '\n') return at;
    if (char === '\\') end++;
  }
  return at;
}

export function templateEnd(code: string, from: number): number {
  for (let end = from; end < code.length; end++) {
    const char = code[end];
    if (char === '`' || (char === '$' && code[end + 1] === '{')) return end;
    if (char === '\\') end++;
  }
  return code.length;
}

export function commentEnd(code: string, at: number): number | undefined {
  const isLine = code[at + 1] === '/';
  if (!isLine && code[at + 1] !== '*') return undefined;
  const end = code.indexOf(isLine ? '\n' : '*/', at + 2);
  if (end < 0) return code.length;
  return isLine ? end - 1 : end + 1;
}

/** Whether `/` begins a regular expression rather than being a division. */
export function mayBeginExpression(code: string, at: number, last: string): boolean {
  if (!/[\w$)\]}'"`]/.test(last)) return true;
  return /\b(?:return|typeof|case|in|of|await|yield|void|delete|throw|else|do)\s*$/.test(
    code.slice(Math.max(0, at - 20), at),
  );
}

/** The end of the regular expression that begins at `at`; `at` itself if the line has no end of it. */
export function expressionEnd(code: string, at: number): number {
  let inClass = false;
  for (let end = at + 1; end < code.length; end++) {
    const char = code[end];
    if (char === '\n') return at;
    if (char === '\\') end++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return end;
  }
  return at;
}
