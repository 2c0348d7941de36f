// Bundled into the text of the source-map thread, so it imports only files that are in the same text.

/** How many characters before a bracket are searched for what belongs to it. */
export const nearby = 160;
/** Words before a parenthesis that are not names. */
export const reserved: RegExp =
  /^(?:if|for|while|switch|catch|with|return|await|typeof|function|async|void|in|of|case|do|else|yield|delete|throw|new|let|export const|var|import|export|default|extends)$/;

/** The name of the function whose parameters begin at `at`. */
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
