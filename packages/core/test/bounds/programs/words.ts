/** A word of letters for each number, because digits would look like an identifier. */
export function wordOf(number: number): string {
  let word = '';
  for (let rest = number; ; rest = Math.floor(rest / 26) - 1) {
    word = String.fromCharCode(97 + (rest % 26)) + word;
    if (rest < 26) return word;
  }
}
