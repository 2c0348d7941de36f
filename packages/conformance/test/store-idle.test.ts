import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, type TestContext, test } from 'vitest';
import { markedWindow } from '../proofs/store/marked-window.ts';
import { openProofStore } from '../proofs/store/proof-store.ts';
import { temporaryFolder } from './client/temporary-folder.ts';

const program = fileURLToPath(new URL('../proofs/store/idle-process.ts', import.meta.url));
const spans = 300;

/** A folder in which each span has two windows that are to become one. */
async function withMuchToMerge(context: TestContext): Promise<string> {
  const dir = temporaryFolder(context);
  const store = openProofStore(dir, () => {});
  const start = Math.floor(Date.now() / 120_000 - 2 * spans) * 120_000;
  for (let number = 0; number < 2 * spans; number++) {
    const startMicros = (start + number * 60_000) * 1000;
    store.add(markedWindow({ writer: 'w', number, startMicros, endMicros: startMicros + 1000 }));
  }
  await store.close();
  return dir;
}

async function countedIn(dir: string): Promise<number> {
  const store = openProofStore(dir, () => {});
  const { windows } = await store.list();
  await store.close();
  return windows.length;
}

test.for([{}, { CLOSE: 'yes' }])('merging does not keep a process alive: %o', async (how, context) => {
  const dir = await withMuchToMerge(context);
  // Throws if the exit code is not 0.
  await promisify(execFile)(process.execPath, ['--no-warnings', program], {
    env: { ...process.env, DIR: dir, ...how },
    timeout: 150_000,
  });
  expect(await countedIn(dir)).toBeGreaterThan(spans);
});
