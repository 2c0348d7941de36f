import { once } from 'node:events';
import { createServer } from 'node:http';
import { host } from './serving.ts';

/** The preferred port if it is free, otherwise 0, for any free one. */
export async function pickPort(preferred: number): Promise<number> {
  const probe = createServer();
  try {
    await once(probe.listen(preferred, host), 'listening');
    return preferred;
  } catch {
    return 0;
  } finally {
    probe.close();
  }
}
