import { codeOf } from './disk-steps.ts';
import { RefusedError } from './open-folder.ts';

/** The current problems, one sentence for each cause. */
export interface Problems {
  /** Reports a problem. `error` is its cause; the same cause is reported only once. */
  say(kind: string, sentence: string, error?: unknown): void;
  /** The problem is over. */
  settle(kind: string): void;
  list(): readonly string[];
}

interface Problem {
  readonly sentence: string;
  readonly cause: string;
}

export function createProblems(onFailure: (error: unknown) => void): Problems {
  const problems = new Map<string, Problem>();
  return {
    say(kind, sentence, error) {
      const code = codeOf(error);
      const cause = code === '' ? kind : code;
      // Also a failure, each time that it begins, for those who do not look at the page.
      const isKnown = [...problems.values()].some((problem) => problem.cause === cause);
      if (!isKnown) onFailure(new Error(sentence));
      problems.set(kind, { sentence, cause });
    },
    settle: (kind) => void problems.delete(kind),
    list() {
      const byCause = new Map<string, string>();
      for (const { sentence, cause } of problems.values()) {
        if (!byCause.has(cause)) byCause.set(cause, sentence);
      }
      return [...byCause.values()];
    },
  };
}

const meanwhile =
  'What is measured meanwhile stays in this process’s memory, and writing is tried again within a minute.';

/** Why writing failed, and what to do. */
export function writeSentence(dir: string, error: unknown): string {
  if (error instanceof RefusedError) return `${error.message} ${meanwhile}`;
  const code = codeOf(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `There is no space left for ${dir} (${code}). Free some, or lower maxDisk. ${meanwhile}`;
    case 'EROFS':
      return `${dir} can only be read (${code}). Mount it for writing, or name another dir. ${meanwhile}`;
    case 'EACCES':
    case 'EPERM':
      return `This process may not write to ${dir} (${code}). Give it permission, or name another dir. ${meanwhile}`;
    case 'ENOENT':
      return `${dir} cannot be created (ENOENT): a folder above it is missing, or cannot hold folders. Create it, or name another dir. ${meanwhile}`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${dir} is not a folder (${code}). Remove what is there, or name another dir. ${meanwhile}`;
    default:
      return `Writing to ${dir} fails (${code || String(error)}). Check the disk, or name another dir. ${meanwhile}`;
  }
}

/** Why nothing can be read, and what to do. */
export function readSentence(dir: string, error: unknown): string {
  return `${dir} cannot be read (${codeOf(error) || String(error)}), so only what is in this process’s memory is shown. Give it permission, or name another dir.`;
}

/** Why old windows are not merged and removed, and what to do. */
export function compactSentence(path: string, error: unknown): string {
  return `Old windows in ${path} cannot be merged or removed (${codeOf(error) || String(error)}), so it grows. Check the disk and this process’s permissions.`;
}

/** Says that the oldest windows were removed. */
export function spaceSentence(path: string, maxDiskBytes: number): string {
  const megabytes = Math.max(1, Math.round(maxDiskBytes / 1024 / 1024));
  return `The oldest windows in ${path} were removed before their time, to stay within maxDisk (${megabytes} MiB). Raise maxDisk, or shorten retention.`;
}
