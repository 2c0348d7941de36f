/**
 * Words without effect: backslashes before whatever could be markup. Readers such as GitHub's also make links and mentions
 * of plain words, in which an entity keeps them from seeing any. For words between, not for names: see `code`.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>#|~!&]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/\bwww\./gi, (word) => `${word.slice(0, 3)}&#46;`)
    .replaceAll('@', '&#64;');
}
