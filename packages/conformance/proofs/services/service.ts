import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A real server that runs for a test or a demo, on a port of 127.0.0.1. */
export interface Service {
  readonly port: number;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

/** One that is a process of its own. */
export interface StartedService extends Service {
  /** Sends a signal to it, such as SIGSTOP. */
  signal(name: NodeJS.Signals): void;
}

/** Another user, for a server that does not run as root. */
export interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

export interface ServiceOptions {
  readonly name: string;
  readonly owner?: Owner;
  readonly folder: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly port: number;
  /** The signal at which it ends at once, although clients are connected. */
  readonly endsAt: NodeJS.Signals;
  /** For a server that takes connections before it answers them. */
  isReady?(): boolean;
}

const mostStartMillis = 60_000;

export function createFolder(name: string, { uid, gid }: Owner = {}): string {
  const folder = mkdtempSync(join(tmpdir(), `routeprof-${name}-`));
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  return folder;
}

/** Lets a server of this process listen, for a test or a proof. */
export async function listenOnLoopback(server: HttpServer): Promise<Service> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a server, and waits until its port takes connections. It ends with this process, whatever happens. */
export async function startService(options: ServiceOptions): Promise<StartedService> {
  const { owner = {}, folder, command, port, endsAt } = options;
  const [program, ...args] = command;
  const child = spawn(program, args, { ...owner, cwd: folder, stdio: 'ignore' });
  const failed = once(child, 'error').then(([error]) => Promise.reject(error));
  // Unless it fails while it starts, nobody waits for this.
  failed.catch(() => {});
  const endWithProcess = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', endWithProcess);
  const stop = async (): Promise<void> => {
    process.off('exit', endWithProcess);
    await end(child, endsAt);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([failed, untilItListens(options, child)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop, signal: (name) => void child.kill(name) };
}

async function untilItListens(options: ServiceOptions, child: ChildProcess): Promise<void> {
  const { name, port } = options;
  const until = performance.now() + mostStartMillis;
  while (!(await takesConnections(port)) || options.isReady?.() === false) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode} while it started.`);
    if (performance.now() > until) throw new Error(`${name} has not started in ${mostStartMillis / 1000} s.`);
    await delay(20);
  }
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
