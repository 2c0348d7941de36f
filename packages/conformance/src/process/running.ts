import type { Server } from 'node:http';

/** An app that listens. */
export interface Running {
  readonly server: Server;
  /** Closes as the framework documents it. */
  close(): void;
}
