import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../src/client/until.ts';
import { blocksIn, startHeldServer } from './held-server.ts';
import { functions, holders } from './holders.ts';
import { lineOf } from './line-of.ts';

const blockMillis = 3_000;

export interface KilledBlock {
  /** The function that held the loop. */
  readonly name: string;
  /** How long after the request the process was killed. */
  readonly killedAfterMillis: number;
  /** Whether it is named itself, or only the line that calls it. */
  readonly isNamed: boolean;
  /** What is missing in the evidence; none when all is there. */
  readonly wrong: readonly string[];
}

/** Where the app calls it, in the code that runs and in its source. */
const callLine = lineOf('server.ts', 'holders[name]');

/**
 * Kills an app while one of its routes holds the loop, and looks for the evidence in its folder.
 *
 * @param killAfterMillis Of the block; without it, as soon as there is evidence with a stack, however long that takes.
 */
export async function proveKill(
  node: string,
  round: number,
  killAfterMillis: number | undefined,
): Promise<KilledBlock> {
  const folder = mkdtempSync(join(tmpdir(), 'blocks-'));
  const server = await startHeldServer(node, { dir: folder, discardFirst: false });
  try {
    const holder = Object.keys(holders)[round % 3] as string;
    await server.get('/quick/1');
    await server.get(`/hold/${holder}/5`);
    const from = performance.now();
    const millis = killAfterMillis === undefined ? 600_000 : blockMillis;
    server.get(`/hold/${holder}/${millis}`).catch(() => {});
    if (killAfterMillis === undefined) {
      await until(
        () => blocksIn(folder),
        ([block]) => (block?.stack.length ?? 0) > 0,
        'evidence of a block',
      );
    } else await delay(killAfterMillis);
    const killedAfterMillis = performance.now() - from;
    await server.kill();
    const [block] = await blocksIn(folder);
    const wanted = functions[holder] as string;
    const isNamed = block?.name === wanted;
    // V8 does not know the code of a function that it has optimized in the midst of its only call.
    const isCaller = block !== undefined && block.line === callLine && block.file.includes('server.');
    const wrong = [
      ...(block === undefined ? ['no evidence'] : []),
      ...(isNamed || isCaller
        ? []
        : [`it names ${block?.name || 'no function'} ${block?.file}:${block?.line}, not ${wanted}`]),
      ...(block?.route === '/hold/:name/:millis' ? [] : [`it names the route ${block?.route}`]),
      ...(block?.pid === server.process.pid ? [] : [`it names the process ${block?.pid}`]),
      ...(block?.state === 'ended' ? ['it says that the block ended'] : []),
    ];
    return { name: wanted, killedAfterMillis, isNamed, wrong };
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
