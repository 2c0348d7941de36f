import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Store } from '@routeprof/core/store';
import { createPerformer, type Task } from './tasks.ts';
import type { Order, Said } from './writer-process.ts';

/** Who writes to a place beside others. */
export interface Writer {
  /** Names of the windows that it has added. */
  readonly added: readonly string[];
  perform(task: Task): Promise<boolean>;
}

export interface WriterProcess extends Writer {
  /** Kills it, if it is still there. */
  kill(): Promise<void>;
  /** Waits for it to end by itself. */
  ended(): Promise<void>;
}

// Beside this file, as TypeScript where this is TypeScript.
const { pathname } = new URL(import.meta.url);
const program = fileURLToPath(new URL(`./writer-process${extname(pathname)}`, import.meta.url));

export function writerOf(store: Store): Writer {
  const added: string[] = [];
  return { added, perform: createPerformer(store, (name) => added.push(name)) };
}

/** Starts a process that opens the place with this argument. */
export async function startWriter(module: string, argument: string): Promise<WriterProcess> {
  const child = fork(program, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const added: string[] = [];
  let stderr = '';
  let settle: { resolve(answer: boolean): void; reject(error: Error): void } | undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.on('message', (said: Said) => {
    if ('added' in said) added.push(said.added);
    else if ('answer' in said) settle?.resolve(said.answer);
    else settle?.reject(new Error(`In the process of a writer: ${said.error}`));
  });
  const end = new Promise<void>((resolve) => {
    child.on('close', (code, signal) => {
      settle?.reject(new Error(`The process of a writer ended (${signal ?? code}): ${stderr}`));
      resolve();
    });
  });
  const tell = (order: Order): Promise<boolean> =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
      child.send(order, (error) => error && reject(error));
    });
  const writer: WriterProcess = {
    added,
    perform: (task) => tell({ task }),
    ended: () => end,
    async kill() {
      child.kill('SIGKILL');
      await end;
    },
  };
  try {
    await tell({ module, argument });
  } catch (error) {
    await writer.kill();
    throw error;
  }
  return writer;
}
