import { mapSteps } from '../in-turns.ts';
import type { Weight } from '../profile/call-tree.ts';
import type { Digest, DigestRow } from '../profile/digest.ts';
import type { LatencySums } from '../profile/latency.ts';
import { isLatencyBin } from '../profile/latency-bins.ts';
import { damaged, decodeJson, list, object, text, whole } from './field-json.ts';
import { followingJson, readFollowing } from './following-json.ts';
import { loopDelaysJson, readLoopDelays } from './loop-delays-json.ts';
import { readRuntime, runtimeJson } from './statistics-field.ts';

/** What a digest has beside the head of its file. */
export type DigestBody = Omit<Digest, 'sources' | 'startMicros' | 'endMicros'>;

/** Lists of numbers: many digests are read for one report. Yields between rows. */
export function* encodeDigest(body: DigestBody): Generator<void, Uint8Array> {
  const { elapsedMicros, rows, runtime, background, profiler, loopDelays } = body;
  const [numbers, bins, counts, following]: [string[], string[], string[], string[]] = [[], [], [], []];
  for (const row of rows) {
    const { sumMicros, maxMicros, bin, count } = row.latency;
    const { requests, aborted, gcMicros, statusClasses, weight } = row;
    numbers.push(
      `[${[requests, aborted, gcMicros, ...statusClasses, ...weightJson(weight), sumMicros, maxMicros]}]`,
    );
    bins.push(`[${Array.from(bin)}]`);
    counts.push(`[${Array.from(count)}]`);
    following.push(row.following ? JSON.stringify(followingJson(row.following)) : 'null');
    yield;
  }
  const beside = JSON.stringify({
    elapsedMicros,
    runtime: runtimeJson(runtime),
    ...{ background: weightJson(background), profiler: weightJson(profiler) },
    ...(loopDelays && { loopDelays: loopDelaysJson(loopDelays) }),
    methods: rows.map(({ method }) => method),
    routes: rows.map(({ route }) => route),
  });
  const isFollowing = rows.some((row) => row.following !== undefined);
  return Buffer.from(
    `${beside.slice(0, -1)},"numbers":[${numbers}],"bins":[${bins}],"counts":[${counts}]${
      isFollowing ? `,"following":[${following}]` : ''
    }}`,
  );
}

/**
 * Reads what `encodeDigest` wrote; nothing in it is trusted. Yields between rows.
 *
 * @throws ProfileFormatError when it is damaged.
 */
export function* decodeDigest(bytes: Uint8Array): Generator<void, DigestBody> {
  const given = decodeJson(bytes);
  yield;
  const routes = list(given.routes);
  const columns = ['methods', 'numbers', 'bins', 'counts'].map((name) => list(given[name]));
  const following = given.following === undefined ? undefined : list(given.following);
  if ([...columns, following ?? routes].some(({ length }) => length !== routes.length)) damaged();
  const [methods, numbers, bins, counts] = columns as [unknown[], unknown[], unknown[], unknown[]];
  return {
    elapsedMicros: whole(given.elapsedMicros),
    runtime: readRuntime(object(given.runtime)),
    ...{ background: readWeight(list(given.background), 0), profiler: readWeight(list(given.profiler), 0) },
    ...(given.loopDelays !== undefined && { loopDelays: readLoopDelays(given.loopDelays) }),
    rows: yield* mapSteps(routes.keys(), (i) => ({
      ...{ method: text(methods[i]), route: text(routes[i]) },
      ...readNumbers(list(numbers[i]), list(bins[i]), list(counts[i])),
      ...(following !== undefined && following[i] !== null && { following: readFollowing(following[i]) }),
    })),
  };
}

const [statusAt, weightAt, latencyAt, numberCount] = [3, 8, 11, 13];

function readNumbers(
  numbers: readonly unknown[],
  bin: readonly unknown[],
  count: readonly unknown[],
): Omit<DigestRow, 'method' | 'route' | 'following'> {
  if (numbers.length !== numberCount) damaged();
  return {
    requests: whole(numbers[0]),
    aborted: whole(numbers[1]),
    gcMicros: whole(numbers[2]),
    statusClasses: numbers.slice(statusAt, weightAt).map(whole),
    weight: readWeight(numbers, weightAt),
    latency: {
      ...readBins(bin, count),
      ...{ sumMicros: whole(numbers[latencyAt]), maxMicros: whole(numbers[latencyAt + 1]) },
    },
  };
}

function readBins(bin: readonly unknown[], count: readonly unknown[]): Pick<LatencySums, 'bin' | 'count'> {
  if (count.length !== bin.length) damaged();
  for (let i = 0; i < bin.length; i++) {
    const at = bin[i] as number;
    if (!isLatencyBin(at) || (i > 0 && at <= (bin[i - 1] as number))) damaged();
    whole(count[i]);
  }
  return { bin: bin as readonly number[], count: count as readonly number[] };
}

function weightJson({ samples, wallMicros, cpuMicros }: Weight): number[] {
  return [samples, wallMicros, cpuMicros];
}

function readWeight(numbers: readonly unknown[], at: number): Weight {
  return {
    samples: whole(numbers[at]),
    wallMicros: whole(numbers[at + 1]),
    cpuMicros: whole(numbers[at + 2]),
  };
}
