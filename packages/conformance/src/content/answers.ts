import { setTimeout as delay } from 'node:timers/promises';
import { burnInEvents, burnInStream } from './burn.ts';

/** The texts that every server answers with. */
export const homeText = 'home\n';
export const plainText = 'Straßenfest – naïve café\n';
export const longText: string = 'a line that is repeated to fill many packets\n'.repeat(4_000);
export const cookies = ['first=1; Path=/', 'second=2; Path=/'] as const;

/** How many streams are open now: a client that goes away must close them, with and without the profiler. */
export const open: { events: number; hangs: number } = { events: 0, hangs: 0 };

/** Uses the CPU between its chunks, in a generator that the framework drives. */
export async function* chunks(): AsyncGenerator<string> {
  for (const part of ['one', 'two', 'three']) {
    await delay(15);
    burnInStream();
    yield `${part}\n`;
  }
}

/** Gives one chunk and breaks. */
export async function* brokenChunks(): AsyncGenerator<string> {
  yield 'the only chunk\n';
  await delay(15);
  throw new Error('the stream broke');
}

/** Server-sent events without end. */
export async function* events(): AsyncGenerator<string> {
  open.events++;
  try {
    for (let id = 1; ; id++) {
      yield `id: ${id}\ndata: tick\n\n`;
      await delay(10);
      burnInEvents();
    }
  } finally {
    open.events--;
  }
}
