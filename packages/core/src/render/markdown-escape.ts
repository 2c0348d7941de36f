/**
 * Escapes words: backslashes before whatever could be markup. Renderers such as GitHub's also turn plain words into links
 * and mentions, which an entity in them prevents. For running text; names go through `code`.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>#|~!&]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/\bwww\./gi, (word) => `${word.slice(0, 3)}&#46;`)
    .replaceAll('@', '&#64;');
}
