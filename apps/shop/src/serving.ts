import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The demos answer this machine only. */
export const HOST = '127.0.0.1';

const PREFERRED_PORT = 3000;

/** An app that listens. */
export interface Serving {
  /** `http://127.0.0.1:3000` */
  readonly origin: string;
  close(): Promise<void>;
}

/** What a server has become once it listens; rejects when the port is taken. */
export async function whenListening(server: Server): Promise<Serving> {
  if (!server.listening) await once(server, 'listening');
  return {
    origin: originOf(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The preferred port when it is free, else 0: any. */
export async function pickPort(preferred: number): Promise<number> {
  const probe = createServer();
  try {
    await once(probe.listen(preferred, HOST), 'listening');
    return preferred;
  } catch {
    return 0;
  } finally {
    probe.close();
  }
}

/** Runs one app on the port that `PORT` names, else on a free one, until Ctrl-C. */
export async function serveUntilInterrupted(listen: (port: number) => Promise<Serving>): Promise<void> {
  const { PORT } = process.env;
  const port = PORT === undefined ? await pickPort(PREFERRED_PORT) : Number(PORT);
  if (!isPort(port)) {
    console.error(`PORT must be a whole number from 0 to 65535, not '${PORT}'.`);
    process.exit(2);
  }
  const { origin, close } = await listen(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    console.error(
      `Port ${port} of ${HOST} is taken. Set PORT to another, or leave it out for one that is free.`,
    );
    process.exit(1);
  });
  console.log(`shop    ${origin}/shop/api/products\nreport  ${origin}/__profile__/`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await close();
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

function originOf(server: Server): string {
  return `http://${HOST}:${(server.address() as AddressInfo).port}`;
}
