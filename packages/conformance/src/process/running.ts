import type { Server } from 'node:http';

/** An app that listens. */
export interface Running {
  readonly server: Server;
  /** As the framework wants it. */
  close(): void;
}
