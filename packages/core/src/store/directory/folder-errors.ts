import { codeOf } from '../code-of.ts';
import { RefusedError } from './open-folder.ts';

/** An error of the file system, with a message that says what to do. */
function explained(message: string, error: unknown): Error {
  return Object.assign(new Error(message, { cause: error }), { code: codeOf(error) });
}

/** Why nothing can be written to `dir`. */
export function writeError(dir: string, error: unknown): Error {
  if (error instanceof RefusedError) return error;
  return explained(writeSentence(dir, codeOf(error), error), error);
}

function writeSentence(dir: string, code: string, error: unknown): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `There is no space left for ${dir} (${code}). Free some, or lower maxDisk.`;
    case 'EROFS':
      return `${dir} can only be read (${code}). Mount it for writing, or name another dir.`;
    case 'EACCES':
    case 'EPERM':
      return `This process may not write to ${dir} (${code}). Give it permission, or name another dir.`;
    case 'ENOENT':
      return `${dir} cannot be created (ENOENT): a folder above it is missing, or cannot hold folders. Create it, or name another dir.`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${dir} is not a folder (${code}). Remove what is there, or name another dir.`;
    default:
      return `Writing to ${dir} fails (${code || String(error)}). Check the disk, or name another dir.`;
  }
}

/** Why nothing can be read in a service's folder. */
export function readError(path: string, error: unknown): Error {
  const reason = codeOf(error) || String(error);
  return explained(`${path} cannot be read (${reason}). Give it permission, or name another dir.`, error);
}

/** Why windows cannot be merged or removed. */
export function changeError(error: unknown): Error {
  const reason = codeOf(error) || String(error);
  return explained(`Check the disk and this process’s permissions (${reason}).`, error);
}
