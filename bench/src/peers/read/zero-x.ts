import { createReadStream, globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { peerFile } from '../folder.ts';
import type { Stack } from './stacks.ts';

type ToTicks = (
  log: string,
  options: { readonly pathToNodeBinary: string; readonly collectDelay: number },
) => Promise<readonly (readonly { readonly name: string }[])[]>;

function logIn(folder: string): string {
  const [log] = globSync('*-v8.log', { cwd: folder });
  if (log === undefined) throw new Error('There is no log of V8. Does Node still have the option --prof?');
  return join(folder, log);
}

/** The ticks of V8's log as 0x itself reads them. It counts them, and knows no time. */
export async function stacksOfZeroX(folder: string): Promise<Stack[]> {
  const toTicks: ToTicks = createRequire(import.meta.url)(peerFile('0x/lib/v8-log-to-ticks.js'));
  const ticks = await toTicks(logIn(folder), { pathToNodeBinary: process.execPath, collectDelay: 0 });
  return ticks.map((stack) => ({
    // `name file:line:column`, the outermost first.
    functions: stack.map(({ name }) => name.split(' ', 1)[0] ?? '').reverse(),
    routes: [],
    samples: 1,
    micros: 0,
  }));
}

/** The ticks in the log, without the many minutes that 0x takes to read a long one. */
export async function countTicks(folder: string): Promise<number> {
  let ticks = 0;
  for await (const line of createInterface({ input: createReadStream(logIn(folder)) }))
    if (line.startsWith('tick,')) ticks++;
  return ticks;
}
