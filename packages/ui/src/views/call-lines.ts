import type { CallRow } from '../../../core/src/presentation/model/rows.ts';

/**
 * What each line calls, by index, as far as its text tells: a callee is put where its name is called, if that is on one
 * line only, from the function’s own (index `begin`) on. Samples know who called whom, but not from which line.
 */
export function callsByLine(
  lines: readonly string[],
  callees: readonly CallRow[],
  begin = 0,
): ReadonlyMap<number, readonly CallRow[]> {
  const calls = new Map<number, CallRow[]>();
  for (const callee of callees) {
    // `Shop.find` is called as `find(`.
    const name = callee.name.split('.').at(-1) ?? '';
    if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) continue;
    const called = new RegExp(`(?<![\\p{ID_Continue}$])${name.replaceAll('$', '\\$')}\\s*\\(`, 'u');
    const declared = new RegExp(`function\\*?\\s+${name.replaceAll('$', '\\$')}\\s*\\(`, 'u');
    const found = [...lines.keys()].filter((index) => {
      const line = lines[index] as string;
      return index >= begin && called.test(line) && !declared.test(line);
    });
    const [index] = found;
    if (found.length !== 1 || index === undefined) continue;
    calls.set(index, [...(calls.get(index) ?? []), callee]);
  }
  return calls;
}
