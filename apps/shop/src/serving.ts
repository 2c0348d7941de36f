import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { host, type Listening } from '../../../packages/conformance/src/frameworks/description.ts';

export { host, listening } from '../../../packages/conformance/src/frameworks/description.ts';

/** An app that listens. */
export interface Serving {
  /** `http://127.0.0.1:3000` */
  readonly origin: string;
  /** Closes without waiting for clients. */
  close(): Promise<void>;
}

export function servingOf({ server, close }: Listening): Serving {
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      close();
      server.closeAllConnections();
      await closed;
    },
  };
}
