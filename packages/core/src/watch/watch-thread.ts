// The thread that watches the app's. It is started from its text, which `build/embed-watch-thread.ts` makes of this file.
import { parentPort, workerData } from 'node:worker_threads';
import { clearInterval, performance, setInterval } from '../clock.ts';
import { reasonOf } from '../reason-of.ts';
import { epochMicros } from '../sample/source.ts';
import { toSystemMicros } from '../sample/system-clock.ts';
import { atOnce } from '../store/directory/disk-steps.ts';
import { writeEvidenceNow } from '../store/directory/evidence-files.ts';
import { newEvidenceName } from '../store/directory/names.ts';
import { openFolder } from '../store/directory/open-folder.ts';
import type { OpenRoute } from '../store/evidence.ts';
import { askForStack, type SeenStack } from './main-stack.ts';
import { openRoutes } from './open-routes.ts';
import { SharedMemory } from './shared-memory.ts';
import { createStackQuestions } from './stack-questions.ts';
import { createStandstill } from './standstill.ts';
import type { WatchData, WatchMessage } from './watch-data.ts';

const tickMillis = 200;
/** A block of this length is evidence. */
const blockMillis = 1_000;
/** The evidence is written again after each doubling of the block's length, but at least this often. */
const longestPauseMicros = 30e6;
/** After this time its stack is asked for: on a busy machine the answer may take a second. */
const suspectMillis = 400;

/** A loop that stands still. */
interface Block {
  readonly name: string;
  readonly beats: number;
  /** Microseconds of `performance.now()`, which is the same clock in both threads. */
  readonly sinceMicros: number;
  readonly open: number;
  readonly requests: readonly OpenRoute[];
  seen: SeenStack;
  /** 0 until it is evidence. */
  againMicros: number;
}

const { buffer, dir, source, hasStacks, forMillis }: WatchData = workerData;
const memory = new SharedMemory(buffer);
const now = (): number => performance.now() * 1000;
const at = (micros: number): number => toSystemMicros(micros + epochMicros);
const standstill = createStandstill(tickMillis);
let folder = open();
let block: Block | undefined;
const questions = createStackQuestions({
  ask: askForStack,
  nowMillis: () => performance.now(),
  onFailure: fail,
});

/** What is wrong with the folder is said by the store of the app's thread. */
function open(): string | undefined {
  try {
    return atOnce(openFolder(dir, source.service)).path;
  } catch {
    return undefined;
  }
}

/** Until a block begins it waits outside of its own loop, whose timers would cost several times as much. */
function rest(): void {
  while (block === undefined && !memory.isStopped) {
    memory.wait(tickMillis);
    look();
  }
  if (block === undefined) return;
  // The inspector's answer comes by this thread's loop.
  const ticking = setInterval(() => {
    look();
    if (memory.isStopped && block !== undefined) end(block);
    if (block !== undefined) return;
    clearInterval(ticking);
    rest();
  }, tickMillis);
}

function look(): void {
  const { beats } = memory;
  // An app that still starts has no loop yet.
  if (beats === 0) return;
  const stoodMillis = standstill.look(beats, performance.now());
  if (block !== undefined && beats !== block.beats) end(block);
  if (block === undefined && stoodMillis >= suspectMillis) block = begin(beats);
  if (block === undefined) return;
  if (stoodMillis >= blockMillis && now() >= block.againMicros) write(block);
  // Afterwards, because the question may not be answered before the block is over.
  if (hasStacks && block.seen.stack.length === 0) ask(block);
}

function begin(beats: number): Block {
  const sinceMicros = memory.beatMicros;
  return {
    name: newEvidenceName(at(sinceMicros)),
    beats,
    sinceMicros,
    open: memory.open,
    requests: openRoutes(memory),
    seen: { stack: [], line: 0 },
    againMicros: 0,
  };
}

function end(ended: Block): void {
  block = undefined;
  questions.cancel();
  if (ended.againMicros === 0) return;
  // A loop that has come back only to say that it stops has not counted yet.
  write(ended, memory.beats === ended.beats ? now() : memory.beatMicros);
}

function ask(asking: Block): void {
  questions.ask((seen) => {
    // What was sampled after the block is not its stack.
    if (block !== asking || memory.beats !== asking.beats) return;
    asking.seen = seen;
    if (asking.againMicros > 0) write(asking);
  });
}

function write(written: Block, endedMicros = 0): void {
  const untilMicros = endedMicros || now();
  const pauseMicros = Math.min(longestPauseMicros, untilMicros - written.sinceMicros);
  written.againMicros = untilMicros + pauseMicros;
  folder ??= open();
  if (folder === undefined) return;
  try {
    writeEvidenceNow(
      folder,
      written.name,
      {
        ...source,
        sinceMicros: at(written.sinceMicros),
        untilMicros: at(untilMicros),
        ended: endedMicros > 0,
        againMicros: endedMicros > 0 ? 0 : at(written.againMicros),
        open: written.open,
        requests: written.requests.map((one) => ({ ...one, sinceMicros: at(one.sinceMicros) })),
        ...written.seen,
      },
      forMillis,
    );
  } catch (error) {
    fail(error);
  }
}

const said = new Set<string>();

function fail(error: unknown): void {
  const failure = reasonOf(error);
  if (said.has(failure)) return;
  said.add(failure);
  parentPort?.postMessage({ failure } satisfies WatchMessage);
}

rest();
