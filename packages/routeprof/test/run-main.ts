import { vi } from 'vitest';
import { main } from '../src/main.ts';

/** The output of a command and its exit code. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the command line in this process, and takes what it writes. */
export async function runMain(...words: readonly string[]): Promise<Ended> {
  const out: Uint8Array[] = [];
  const error: Uint8Array[] = [];
  const take = (parts: Uint8Array[]) =>
    ((text: string | Uint8Array, done?: () => void) => {
      parts.push(Buffer.from(text as string));
      done?.();
      return true;
    }) as typeof process.stdout.write;
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take(out)),
    vi.spyOn(process.stderr, 'write').mockImplementation(take(error)),
  ];
  try {
    const code = await main(words);
    return { code, out: Buffer.concat(out).toString(), error: Buffer.concat(error).toString() };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
