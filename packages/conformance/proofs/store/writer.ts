import { readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { serviceFolder } from '../../../core/src/store/directory/names.ts';
import { markedWindow } from './marked-window.ts';
import { fastPace, openProofStore, service } from './proof-store.ts';

/**
 * A process that writes windows until it is killed or told to stop. It prints which windows it has given to its store
 * (`a NUMBER START`) and which are on disk (`f NUMBER`).
 */
const { DIR = '', WRITER = '', INDEX = '0', PAUSE = '10', WRITERS = '8' } = process.env;
const writers = Number(WRITERS);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const store = openProofStore(DIR, (error) => say(`e ${(error as Error).message}`), { pace: fastPace });
const folder = join(DIR, serviceFolder(service));
/** Windows that are not on disk yet, by the start of the file's name, which is unique. */
const unwritten = new Map<string, number>();
let stopped = false;
process.stdin.once('data', () => {
  stopped = true;
});

let lastMillis = 0;
/** No two writers begin a window in the same millisecond. */
function nextStart(): number {
  const after = Math.max(Date.now(), lastMillis + writers);
  lastMillis = Math.ceil(after / writers) * writers + Number(INDEX);
  return lastMillis;
}

function sayWritten(): void {
  if (unwritten.size === 0) return;
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    // The folder does not exist yet.
  }
  for (const name of names) {
    const number = unwritten.get(name.split('-', 2).join('-'));
    if (number === undefined || !name.endsWith('.pb.gz')) continue;
    unwritten.delete(name.split('-', 2).join('-'));
    say(`f ${number}`);
  }
}

for (let number = 0; !stopped; number++) {
  const startMillis = nextStart();
  const mark = {
    writer: WRITER,
    number,
    startMicros: startMillis * 1000,
    endMicros: (startMillis + 1) * 1000,
  };
  unwritten.set(`${startMillis}-${startMillis + 1}`, number);
  say(`a ${number} ${mark.startMicros}`);
  store.add(markedWindow(mark));
  if (number % 7 === 3) store.flushNow();
  sayWritten();
  await wait(Math.random() * 2 * Number(PAUSE));
  sayWritten();
}
await store.close();
sayWritten();
say(`end ${unwritten.size}`);
process.exit();
