import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../src/client/until.ts';
import { blocksIn, startHeldServer } from './held-server.ts';

export interface LiveRegexp {
  /** From the request to evidence without its stack, and with it. */
  readonly seenMillis: number;
  readonly namedMillis: number;
  /** The function of the app, and its route. */
  readonly name: string;
  readonly route: string;
  /** Whether the expression still ran when it was named. */
  readonly isRunning: boolean;
}

/** A catastrophic regular expression, which would run for years, is named by another process while it runs. */
export async function proveLiveRegexp(node: string): Promise<LiveRegexp> {
  const folder = mkdtempSync(join(tmpdir(), 'blocks-'));
  const server = await startHeldServer(node, { dir: folder, discardFirst: false });
  try {
    await server.get('/quick/1');
    await server.get('/mail/3');
    let isRunning = true;
    const ended = (): void => {
      isRunning = false;
    };
    const from = performance.now();
    server.get('/mail/60').then(ended, ended);
    const look = () => blocksIn(folder);
    await until(look, (blocks) => blocks.length > 0, 'evidence of a block');
    const seenMillis = performance.now() - from;
    const [block] = await until(look, ([one]) => (one?.stack.length ?? 0) > 0, 'a stack');
    const namedMillis = performance.now() - from;
    return { seenMillis, namedMillis, name: block?.name ?? '', route: block?.route ?? '', isRunning };
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
