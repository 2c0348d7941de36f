import { rename, rm, writeFile } from 'node:fs/promises';
import { UsageError } from './usage-error.ts';

/** Writes a file, completely or not at all; `-` is standard output. Throws a `UsageError` when it cannot. */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  if (path === '-') {
    await new Promise<void>((resolve) => process.stdout.write(content, () => resolve()));
    return;
  }
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, content);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'ENOENT'
        ? `${path} cannot be written: its folder does not exist. Create it first.`
        : `${path} cannot be written: ${message}.`,
    );
  }
}
