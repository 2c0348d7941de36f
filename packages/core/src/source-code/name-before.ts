// Part of the text of the thread that reads source maps, so it imports only what is in the same text.

/** What belongs to a bracket is looked for so far before it. */
export const nearby = 160;
/** Words before a parenthesis that are no names. */
export const reserved: RegExp =
  /^(?:if|for|while|switch|catch|with|return|await|typeof|function|async|void|in|of|case|do|else|yield|delete|throw|new|let|export const|var|import|export|default|extends)$/;

/** What a function is called whose parameters begin at `at`. */
export function nameBefore(code: string, at: number, mayBeMethod: boolean): string | undefined {
  const before = code.slice(Math.max(0, at - nearby), at).replace(/<[\w$\s.,]{0,60}>\s*$/, '');
  const declared = /\bfunction\b\s*\*?\s*([\w$]*)\s*$/.exec(before);
  if (declared?.[1]) return declared[1];
  const ahead = before.slice(0, declared?.index).replace(/\basync\s*$/, '');
  const given = /([\w$#]+)\s*(?::[^=(),;{}]{0,60})?=\s*$/.exec(ahead) ?? /([\w$#]+)\s*:\s*$/.exec(ahead);
  if (given !== null) return given[1];
  if (declared !== null || !mayBeMethod) return undefined;
  const method = /(?:^|[^.\w$#])([\w$#]+)\s*$/.exec(before)?.[1];
  return method === undefined || reserved.test(method) ? undefined : method;
}
