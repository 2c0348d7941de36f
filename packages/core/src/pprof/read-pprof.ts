import { inTurns } from '../in-turns.ts';
import { othersOf } from '../profile/named-trees.ts';
import { backgroundName, profilerName, type RouteWindow, type Window } from '../profile/window.ts';
import { summaryOf } from '../profile/window-summary.ts';
import { allUnknown } from './all-unknown.ts';
import { damaged, decodeJson } from './field-json.ts';
import { type StandsFor, standsForNone } from './file-head.ts';
import { decodeHead } from './head-field.ts';
import { readLines } from './lines-json.ts';
import { checkedSpans } from './process-rows-json.ts';
import { ProfileFormatError } from './profile-format-error.ts';
import { ownColumnsOf } from './read-columns.ts';
import { readForeign } from './read-foreign.ts';
import { readStacks } from './read-stacks.ts';
import { type PprofTables, readTables } from './read-tables.ts';
import { type RowTrees, rowTreesOf, runtimeTrees } from './row-trees.ts';
import { readStatistics } from './statistics-field.ts';
import { unpack } from './unpack.ts';

/**
 * Reads a pprof profile, packed or not. What `writePprof` wrote gives the very same window, its trees in canonical
 * order. Samples of others with a label `route`, `endpoint` or `trace endpoint` belong to that route, all others to the
 * background. Samples, CPU time and wall time, rounded to microseconds, are read as such, one that the profile does not
 * tell as 0; a profile that counts anything else becomes a named tree with its own measures.
 *
 * Unpacking is bounded (see `unpack`). Beyond the bytes themselves it takes at most 300 bytes for each byte of the
 * unpacked profile, and 64 MiB, and never more than 2 GiB (see `bounds.ts`); its time grows in proportion.
 *
 * @throws ProfileFormatError when it is damaged, or of another kind.
 */
export async function readPprof(bytes: Uint8Array): Promise<Window> {
  const plain = await open(bytes);
  return await inTurns('read pprof', readSteps(plain));
}

/**
 * Reads what `writePprof` wrote, with the names of the files that it stands for; nothing else. Bounded as `readPprof`.
 *
 * @param decode One that decodes in order, for those who read several at the same time.
 * @throws ProfileFormatError when it is damaged, or of another kind.
 */
export async function readOwnPprof(bytes: Uint8Array, decode: typeof inTurns = inTurns): Promise<OwnPprof> {
  const plain = await open(bytes);
  return await decode('read pprof', readOnlyOwnSteps(plain));
}

export interface OwnPprof {
  readonly window: Window;
  readonly standsFor: StandsFor;
}

async function open(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length === 0) throw new ProfileFormatError('The file is empty. Record the profile again.');
  return await unpack(bytes);
}

function* readSteps(plain: Uint8Array): Generator<void, Window> {
  const tables = yield* readTables(plain);
  if (tables.head === undefined) return yield* readForeign(plain, tables);
  return (yield* readOwnSteps(plain, tables, tables.head)).window;
}

function* readOnlyOwnSteps(plain: Uint8Array): Generator<void, OwnPprof> {
  const tables = yield* readTables(plain);
  if (tables.head === undefined)
    throw new ProfileFormatError('This is not a routeprof profile: it has no request statistics.');
  return yield* readOwnSteps(plain, tables, tables.head);
}

function* readOwnSteps(bytes: Uint8Array, tables: PprofTables, field: Uint8Array): Generator<void, OwnPprof> {
  const { window, summary, given, unknown, inside } = decodeHead(field);
  const {
    frames,
    routes,
    runtime,
    loopDelays,
    others,
    lines,
    blocks,
    processes,
    unknown: unknownStatistics,
    inside: insideStatistics,
  } = yield* readStatistics(summary === undefined ? given : decodeJson(tables.statistics ?? damaged()));
  // The last function is garbage collection, whose amounts are in the statistics.
  if (tables.frames.length !== frames + 1) notTogether();
  const columns = ownColumnsOf(tables.sampleTypes, others) ?? notTogether();
  const { byLabel } = yield* readStacks(bytes, tables, columns, frames, (label) => label);
  readLines(lines, tables.frames.slice(0, frames), (row, tree) => {
    const group = columns.groups.findIndex(({ name }) => name === tree);
    return byLabel.get(row)?.lines[group];
  });
  const take = (name: string): RowTrees => {
    const made = rowTreesOf(byLabel.get(name), columns.groups);
    byLabel.delete(name);
    for (const { frame } of [made.tree, ...othersOf(made)]) if (frame.includes(frames)) notTogether();
    return made;
  };
  const withTrees: RouteWindow[] = [];
  for (const route of routes) {
    withTrees.push({ ...route, ...take(asText(`${route.method} ${route.route}`)) });
    yield;
  }
  const background = take(backgroundName);
  const profiler = take(profilerName);
  if (byLabel.size > 0) notTogether();
  const made: Window = {
    ...window,
    frames: tables.frames.slice(0, frames),
    routes: withTrees,
    runtime: { ...runtime, ...runtimeTrees(background), profiler: profiler.tree },
    ...loopDelays,
    ...(blocks !== undefined && { blocks }),
    ...(processes !== undefined && { processes: checkedSpans(processes, window) }),
    // In version 1 the statistics were in the head.
    ...allUnknown(tables.unknown, {
      head: unknown,
      statistics: summary === undefined ? {} : unknownStatistics,
      inside: { ...inside, ...insideStatistics },
      rows: [runtime, ...routes],
    }),
  };
  if (summary !== undefined) {
    const { requests, cpuMicros } = summaryOf(made, '');
    if (requests !== summary.requests || cpuMicros !== summary.cpuMicros) notTogether();
  }
  const { covers, beneath } = summary ?? standsForNone;
  return { window: made, standsFor: { covers, beneath } };
}

/** What becomes of a text that is written as UTF-8. */
function asText(text: string): string {
  return Buffer.from(text).toString();
}

function notTogether(): never {
  throw new ProfileFormatError(
    'The profile’s request statistics do not belong to its samples: something has changed one without the other. Take the file as it was written.',
  );
}
