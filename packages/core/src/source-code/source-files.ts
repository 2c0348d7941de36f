import { open, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { parseManifest } from '../parse-manifest.ts';

/** Functions that begin after this many bytes of a file are not shown. */
export const mostShownBytes = 200_000;

/**
 * Files that may be shown. A source map may come with a dependency, and code that was made at run time can give itself
 * any file's name. Neither may lead to anything but code files.
 */
const codeFile = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|coffee)$/i;

export function isCodeFile(path: string): boolean {
  return codeFile.test(path);
}

export function isAbsolutePath(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/])/.test(path);
}

/** Whether `path` is `folder` or in it. Both are real paths. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolutePath(way);
}

/** The folder of the package that a file belongs to: the nearest whose package.json has a name, not only a `type`. */
export async function packageFolder(file: string): Promise<string | undefined> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = await readFile(join(folder, 'package.json'), 'utf8')
      .then(parseManifest)
      .catch(() => undefined);
    if (typeof manifest?.name === 'string') return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** The lines at the start of a file. Throws when it cannot be read, or is not a regular file. */
export async function readLines(path: string): Promise<readonly string[]> {
  // Checked before it is opened, because opening a pipe waits for a writer.
  const { size } = await stat(path).then((found) => (found.isFile() ? found : Promise.reject(notRegular)));
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(mostShownBytes), 0, mostShownBytes, 0);
    return linesOf(buffer.toString('utf8', 0, bytesRead), bytesRead < size);
  } finally {
    await file.close();
  }
}

const notRegular = new Error('it is not a regular file');

/** The lines at the start of a text, as far as a file's are shown. */
export function firstLines(code: string): readonly string[] {
  return linesOf(code.slice(0, mostShownBytes), code.length > mostShownBytes);
}

function linesOf(code: string, cutOff: boolean): readonly string[] {
  const lines = code.split(/\r\n|[\n\r\u2028\u2029]/);
  // The last line may be cut off.
  return cutOff ? lines.slice(0, -1) : lines;
}
