/** Reads rendered pages for tests: they are well formed, so a few patterns are enough. */
function attributes(html: string, element: string, attribute: string): string[] {
  const pattern = new RegExp(`<${element}\\b[^>]*?\\s${attribute}="([^"]*)"`, 'g');
  return [...html.matchAll(pattern)].map(([, value = '']) => decode(value));
}

export function links(html: string): string[] {
  return attributes(html, 'a', 'href');
}

/** The text of each element, without the markup in it. */
export function texts(html: string, element: string): string[] {
  const pattern = new RegExp(`<${element}\\b[^>]*>(.*?)</${element}>`, 'gs');
  return [...html.matchAll(pattern)].map(([, inner = '']) => decode(inner.replace(/<[^>]*>/g, '')).trim());
}

/** Every start tag: its name and its attributes, as a browser reads them. */
export function tags(html: string): { name: string; attributes: Map<string, string> }[] {
  return [...html.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(
    ([, name = '', rest = '']) => ({
      name,
      attributes: new Map(
        [...rest.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)].map(([, key = '', value = '']) => [
          key,
          decode(value),
        ]),
      ),
    }),
  );
}

function decode(text: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name = '') =>
    code === undefined ? (named[name] ?? whole) : String.fromCharCode(Number(code)),
  );
}
