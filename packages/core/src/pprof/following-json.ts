import type { RouteFollowing } from '../profile/following.ts';
import type { TurnSum } from '../profile/turn-sums.ts';
import { damaged, type Json, list, object, whole } from './field-json.ts';

/** More groups than any version has had. */
const mostGroups = 256;

/** Sums of turns are rows of three numbers: a merged window has many. */
export function followingJson({ turns, ...sums }: RouteFollowing): Json {
  return {
    ...sums,
    ...(turns && {
      turns: turns.map(({ group, weightMilli, cpuMicros }) => [group, weightMilli, cpuMicros]),
    }),
  };
}

export function readFollowing(value: unknown): RouteFollowing {
  const given = object(value);
  return {
    notFollowed: whole(given.notFollowed),
    weightMilli: whole(given.weightMilli),
    wallMicros: whole(given.wallMicros),
    cpuMicros: whole(given.cpuMicros),
    gcMicros: whole(given.gcMicros),
    spreadMilli: whole(given.spreadMilli),
    spreadCpuMillis: whole(given.spreadCpuMillis),
    spreadCpuSquareMillis: whole(given.spreadCpuSquareMillis),
    ...(given.turns !== undefined && { turns: readTurns(list(given.turns)) }),
  };
}

function readTurns(rows: readonly unknown[]): TurnSum[] {
  let last = -1;
  return rows.map((row) => {
    const [group, weightMilli, cpuMicros] = list(row).map(whole);
    if (group === undefined || weightMilli === undefined || cpuMicros === undefined) return damaged();
    if (group <= last || group >= mostGroups) damaged();
    last = group;
    return { group, weightMilli, cpuMicros };
  });
}
