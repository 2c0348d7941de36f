import type { Profiler } from '@routeprof/core';
import { burnInBackground } from '../content/burn.ts';
import type { Running } from './running.ts';

/** Runs commands from stdin, one on each line. Each is answered by a line on stdout. */
export function obey(running: Running, profiler: Profiler | undefined): void {
  const orders: Record<string, (argument: string) => void | Promise<void>> = {
    /** Uses the CPU outside of any request. */
    burn: () => burnInBackground(),
    'close-server': () => running.close(),
    'close-profiler': async () => {
      await profiler?.close();
      await profiler?.close();
    },
    'exit-code': (code) => {
      process.exitCode = Number(code);
    },
    /** Handles a signal as apps do, by closing the server. */
    handle: (signal) => void process.once(signal, () => running.close()),
    exit: (code) => process.exit(Number(code)),
    throw: () => {
      setImmediate(() => {
        throw new Error('nobody catches this');
      });
    },
  };
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', async (text: string) => {
    for (const line of text.trim().split('\n')) {
      const [name = '', argument = ''] = line.split(' ');
      await orders[name]?.(argument);
      console.log(JSON.stringify({ done: line }));
    }
  });
  // The parent has the other end, so it closes however the parent dies. Waiting for it must not keep the process alive.
  process.stdin.on('end', () => process.exit(1));
  (process.stdin as NodeJS.ReadStream & { unref(): void }).unref();
}
