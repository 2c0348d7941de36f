import { afterAll, beforeAll, expect } from 'vitest';
import { type ServerProcess, startServer } from './server-process.ts';

/** One server for the tests of a file; at the end it must still be well, and must not have complained. */
export function useServer(options: Readonly<Record<string, unknown>> = {}): () => ServerProcess {
  let server: ServerProcess | undefined;
  beforeAll(async () => {
    server = await startServer(options);
  }, 60_000);
  afterAll(async () => {
    try {
      expect(server?.isAlive()).toBe(true);
      expect(server?.stderr()).toBe('');
      const { status } = JSON.parse((await server?.report('?format=json'))?.body ?? '{}');
      expect(status.failures).toEqual([]);
    } finally {
      await server?.stop();
    }
  }, 60_000);
  return () => {
    if (server === undefined) throw new Error('the server has not started');
    return server;
  };
}
