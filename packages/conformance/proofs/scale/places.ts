import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStore } from '../../../core/src/store/directory/directory-store.ts';
import { memoryStore } from '../../../core/src/store/memory/memory-store.ts';
import type { Store } from '../../../core/src/store-contract.ts';
import { inMemory, startRedis } from '../../../redis/test/fixtures/redis-server.ts';
import { figureOf } from '../redis/fill.ts';
import { openRedis } from '../redis/place.ts';

export const placeNames = ['memory', 'directory', 'redis'] as const;
export type PlaceName = (typeof placeNames)[number];

/** A store for one simulation. */
export interface OpenPlace {
  readonly store: Store;
  /** What Redis itself says that it takes. */
  usedBytes?(): number;
  /** Ends what was started for it, and removes what is in it. */
  close(): Promise<void>;
}

export async function openPlace(name: PlaceName): Promise<OpenPlace> {
  if (name === 'memory') return { store: memoryStore(), close: async () => {} };
  if (name === 'directory') {
    const dir = mkdtempSync(join(tmpdir(), 'routeprof-fleet-'));
    const store = directoryStore(dir, { maxBytes: Number.MAX_SAFE_INTEGER });
    return { store, close: async () => rmSync(dir, { recursive: true, force: true }) };
  }
  const server = await startRedis(inMemory);
  const { store, closeClient } = await openRedis({ kind: 'redis', ports: [server.port] }, 'ioredis');
  return {
    store,
    usedBytes: () => figureOf(server, 'memory', 'used_memory'),
    async close() {
      closeClient();
      await server.stop();
    },
  };
}
