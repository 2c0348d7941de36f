import type { Store, StoreMark } from '../../store-contract.ts';

// A mark, because whoever merges removes windows, and all should say so.
const spaceKind = 'space';

/** How long the report says that windows were removed because space was short. */
const shownMicros = 3_600e6;

export function spaceMark(nowMicros: number): StoreMark {
  return { kind: spaceKind, atMicros: Math.floor(nowMicros), value: '' };
}

/** Says that the oldest windows were removed of late, if they were. */
export function spaceProblems(
  marks: readonly StoreMark[],
  nowMicros: number,
  place: string,
  { limit = 'maxBytes', maxBytes }: Pick<Store, 'limit' | 'maxBytes'>,
): string[] {
  const isLate = marks.some((mark) => mark.kind === spaceKind && nowMicros - mark.atMicros < shownMicros);
  if (!isLate) return [];
  const megabytes = Math.max(1, Math.round(maxBytes / 1024 / 1024));
  return [
    `The oldest windows in ${place} were removed before their time, to stay within ${limit} (${megabytes} MiB). Raise ${limit}, or shorten retention.`,
  ];
}
