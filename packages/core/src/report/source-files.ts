import { open, stat } from 'node:fs/promises';

/** Functions that begin after this many bytes of a file are not shown. */
const mostBytes = 200_000;

/** What a source map may name: it comes with a dependency perhaps, and must not lead to other files than code. */
const codeFile = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|coffee)$/i;

export function isCodeFile(path: string): boolean {
  return codeFile.test(path);
}

export function isAbsolutePath(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/])/.test(path);
}

/** The lines at the start of a file. Throws when it cannot be read, or is no regular file. */
export async function readLines(path: string): Promise<readonly string[]> {
  // Before it is opened: opening a pipe would wait for somebody to write to it.
  const { size } = await stat(path).then((found) => (found.isFile() ? found : Promise.reject(notRegular)));
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, 0);
    const lines = linesOf(buffer.toString('utf8', 0, bytesRead));
    // The last line may have been cut off.
    return bytesRead < size ? lines.slice(0, -1) : lines;
  } finally {
    await file.close();
  }
}

const notRegular = new Error('this is no regular file');

export function linesOf(code: string): readonly string[] {
  return code.split(/\r\n|[\n\r\u2028\u2029]/);
}
