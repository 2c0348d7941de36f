import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bucket, createScope } from '../../src/sample/scope.ts';
import type { Came } from '../../src/trace/came.ts';
import type { LoopTurns } from '../../src/trace/loop-turns.ts';
import { watchLoopTurns } from '../../src/trace/watch-loop-turns.ts';

let turns: LoopTurns;
let busyMicros: number[];
let watchedMicros: number;
let beganMicros: number;
const failures: unknown[] = [];
/** Turns that were busy for longer than they were watched: sums of these must never become smaller. */
const tooShort: (readonly [busy: number, watched: number])[] = [];
const now = (): number => performance.now() * 1000;

beforeEach(() => {
  busyMicros = [];
  watchedMicros = 0;
  beganMicros = now();
  turns = watchLoopTurns({
    run: (work) => work(),
    mostPerSecond: () => Number.POSITIVE_INFINITY,
    random: Math.random,
    onTurn(busy, watched) {
      busyMicros.push(busy);
      watchedMicros += watched;
      if (watched < busy - 1) tooShort.push([busy, watched]);
    },
    onFailure: (error) => failures.push(error),
  });
});
afterEach(() => {
  turns.stop();
  expect(tooShort.splice(0)).toEqual([]);
});

/** Uses so much CPU time: on a busy machine, a loop that is only late is not busy. */
function burn(micros: number): void {
  const used = (): number => {
    const { user, system } = process.threadCpuUsage();
    return user + system;
  };
  for (const from = used(); used() - from < micros; );
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const later = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

test('turns add up to the time that was watched, less what the loop has waited', async () => {
  for (let i = 0; i < 3; i++) {
    burn(20_000);
    await nextTurn();
    await later(30);
  }
  await nextTurn();
  const busy = busyMicros.reduce((sum, micros) => sum + micros, 0);
  expect(busy).toBeGreaterThanOrEqual(0.95 * 60_000);
  // The first turn is not watched from its begin, but what followed its poll counts in the next.
  const elapsed = now() - beganMicros;
  expect(busy).toBeLessThanOrEqual(elapsed);
  expect(watchedMicros).toBeLessThanOrEqual(elapsed);
  expect(Math.max(...busyMicros)).toBeGreaterThanOrEqual(0.95 * 20_000);
  expect(failures).toEqual([]);
});

test('what a poll’s callbacks take is watched in the turn in which it is busy', async () => {
  for (let i = 0; i < 5; i++) {
    // A timer's callback is none of the poll's; the end of a read is.
    await readFile(import.meta.filename);
    burn(10_000);
    await nextTurn();
  }
  await later(5);
  await nextTurn();
  expect(Math.max(...busyMicros)).toBeGreaterThanOrEqual(0.95 * 10_000);
});

test('what comes while the loop is blocked came between two polls; what wakes it came then', async () => {
  const found: Came[] = [];
  const server = createServer((socket) => {
    socket.on('data', () => {
      const nowMicros = now();
      turns.mark(nowMicros, createScope(Bucket.background));
      found.push(turns.came(nowMicros));
      socket.write('x');
    });
  });
  // What is written to a local socket is there at once.
  const path = `\0routeprof-loop-turns-${process.pid}`;
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const socket = connect(path);
  await ask(socket);
  await later(20);
  // It is written at once, and read when the loop has finished.
  const answer = ask(socket);
  const blockedMicros = now();
  burn(30_000);
  const freeMicros = now();
  await answer;
  await nextTurn();
  const blocked = found.at(-1) as Came;
  expect(blocked.waited).toBe(false);
  expect(blocked.leastMicros).toBeLessThanOrEqual(blockedMicros);
  expect(blocked.polledMicros).toBeGreaterThanOrEqual(freeMicros);
  socket.destroy();
  server.close();
});

function ask(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('data', () => resolve());
    socket.write('x');
  });
}

test('it keeps no process alive, and an idle loop waits', () => {
  const program = fileURLToPath(new URL('programs/idle-loop.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--conditions=@routeprof/source', program],
    {
      encoding: 'utf8',
      timeout: 180_000,
    },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  // Some turns at the start, and those of two timers.
  expect(JSON.parse(stdout).turns).toBeLessThan(20);
});

describe('a loop that turns too often', () => {
  beforeEach(() => {
    turns.stop();
    busyMicros = [];
    turns = watchLoopTurns({
      run: (work) => work(),
      mostPerSecond: () => 1,
      random: () => 0.5,
      onTurn: (busy, _, weight) => busyMicros.push(...Array.from({ length: weight }, () => busy)),
      onBusy: (from, to) => busyStretches.push(to - from),
      onFailure: (error) => failures.push(error),
    });
  });
  const busyStretches: number[] = [];
  const isKnown = (): boolean => turns.came(now()).isKnown;
  const until = async (known: boolean): Promise<void> => {
    while (isKnown() !== known) await nextTurn();
  };

  test('is watched in slices of time, between which nobody knows when something came', async () => {
    for (let i = 0; i < 3; i++) {
      await until(true);
      await until(false);
    }
    expect(failures).toEqual([]);
  });

  test('still tells of long turns', async () => {
    await until(true);
    await until(false);
    busyMicros = [];
    busyStretches.length = 0;
    burn(60_000);
    while (busyMicros.length === 0) await later(1);
    // A beat comes each 10 ms, and takes half of that for the time before it was due.
    expect(busyMicros[0]).toBeGreaterThanOrEqual(50_000);
    expect(busyStretches).toContain(busyMicros[0]);
  });

  test('knows when a request began that holds the loop', async () => {
    await until(true);
    await until(false);
    // It begins soon after a beat, so without the mark it would be some milliseconds too short. Where the machine was slow
    // meanwhile, the next one is judged.
    for (let tries = 0, found = 0; found < 10 && tries < 300; tries++) {
      if (turns.came(now()).isKnown) await until(false);
      busyMicros = [];
      turns.mark(now(), createScope(Bucket.background));
      burn(60_000);
      while (busyMicros.length === 0) await later(1);
      found = (busyMicros[0] as number) >= 60_000 ? found + 1 : 0;
      if (tries === 299) expect(found).toBe(10);
    }
  });
});
