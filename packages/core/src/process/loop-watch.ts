import type { EngineOptions } from '../options.ts';
import type { RouteEntry } from '../record/route-table.ts';
import type { Sampler } from '../sample/sampler-interface.ts';
import type { LoopTurns } from '../trace/loop-turns.ts';
import { watchLoopTurns } from '../trace/watch-loop-turns.ts';
import { type BlockLog, createBlockLog } from './block-log.ts';
import type { OpenWindow } from './open-window.ts';
import { createNameWork } from './work-names.ts';

export interface LoopWatchOptions {
  readonly sampler: Sampler | undefined;
  readonly routes: () => readonly RouteEntry[];
  readonly openWindow: () => OpenWindow;
  /** How many turns its cost allows in a second. */
  readonly mostTurns: () => number;
  /** Called for each look at the loop. */
  readonly onLook: () => void;
  readonly run: (work: () => void) => void;
  readonly onFailure: (error: unknown) => void;
}

// The app may replace it.
const { random } = Math;

/** Each costs 2 µs on a busy loop, and 25 on one that sleeps in between: half a percent of a core at most. */
const mostTurnsPerSecond = 200;

/** The loop's turns, and its blocks where samples can tell whose they are. */
export function watchLoop(
  options: Pick<EngineOptions, 'blockMillis' | 'maxOverhead' | 'traceBudget'>,
  { sampler, routes, openWindow, mostTurns, onLook, run, onFailure }: LoopWatchOptions,
): { readonly turns: LoopTurns; readonly blocks: BlockLog | undefined } {
  const file: OpenWindow['addBlock'] = (block) => openWindow().addBlock(block);
  const blocks = sampler && createBlockLog(options, { nameOf: createNameWork(routes), file });
  const turns = watchLoopTurns({
    // Where every request is traced, it matters when each arrived.
    mostPerSecond: () =>
      options.traceBudget >= 1 && options.maxOverhead >= 1
        ? Number.POSITIVE_INFINITY
        : Math.min(mostTurnsPerSecond, mostTurns()),
    onLook,
    onTurn(busyMicros, watchedMicros, weight) {
      openWindow().addTurn(busyMicros, watchedMicros, weight);
    },
    onBusy: blocks?.busy,
    random,
    run,
    onFailure,
  });
  return { turns, blocks };
}
