/** A window that does not count: written by a later version, not readable, or damaged and still in place. */
export interface UncountedWindow {
  readonly name: string;
  readonly kind: 'later' | 'unreadable' | 'stuck';
  readonly reason: string;
}

/** What is wrong with windows, as sentences that say what to do. */
export function windowProblems(place: string, uncounted: readonly UncountedWindow[]): string[] {
  const of = (wanted: UncountedWindow['kind']) => uncounted.filter(({ kind }) => kind === wanted);
  const [later, unreadable, stuck] = [of('later'), of('unreadable'), of('stuck')];
  return [
    ...(later.length === 0
      ? []
      : [
          `In ${place} ${counted(later.length, 'window', 'was', 'were')} written by a newer routeprof, and cannot be counted here. Update routeprof in this app.`,
        ]),
    ...(stuck.length === 0
      ? []
      : [
          `In ${place} ${counted(stuck.length, 'window', 'is', 'are')} damaged and not counted, such as ${stuck[0]?.name}: ${stuck[0]?.reason}`,
        ]),
    ...(unreadable.length === 0
      ? []
      : [
          `In ${place} ${counted(unreadable.length, 'window', 'cannot be read and is', 'cannot be read and are')} not counted (${unreadable[0]?.reason}). Give this process read permission, or check the store.`,
        ]),
  ];
}

/** “1 file is”, “2 files are”. */
export function counted(count: number, noun: string, one: string, many: string): string {
  return count === 1 ? `1 ${noun} ${one}` : `${count} ${noun}s ${many}`;
}
