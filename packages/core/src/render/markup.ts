/** Markup that is safe to put into a page. Only `html` and `verbatim` make it, so that escaping is never forgotten. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/**
 * A script, a style or JSON, put into its element unescaped, because escapes mean nothing there. Throws for text that
 * would end the element or begin a comment, or that a parser would change: the policy's hash would not match then.
 */
export function verbatim(text: string): Html {
  if (/<\/(?:script|style)|<!--|[\r\0]/i.test(text)) {
    throw new Error(
      'This text cannot be put into a page: it contains a tag, or characters that a parser changes.',
    );
  }
  return new Html(text);
}

export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/** Markup with values in it. Values are escaped, in text as well as in quoted attributes; `Html` stays as it is. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(markupOf)));
}

function markupOf(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'object') return part.map(markupOf).join('');
  return escapeHtml(String(part));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  // Parsers turn a carriage return into a line feed, and values must come back from a form as they were.
  '\r': '&#13;',
};

function escapeHtml(text: string): string {
  // Half a surrogate pair has no bytes in UTF-8.
  return text.replace(/\p{Cs}/gu, '\ufffd').replace(/[&<>"'`\r]/g, (character) => entities[character] ?? '');
}
