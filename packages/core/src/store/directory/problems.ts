import { codeOf } from './disk-steps.ts';
import { RefusedError } from './open-folder.ts';

/** What is wrong now, one sentence of each cause. */
export interface Problems {
  /** `error` is what failed. What fails for the same reason as something else is not said a second time. */
  say(kind: string, sentence: string, error?: unknown): void;
  /** It is right again. */
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
      // Once for each time that it begins: whoever does not look at the page should hear of it, too.
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
      return `This process may not write to ${dir} (${code}). Give it the right to, or name another dir. ${meanwhile}`;
    case 'ENOENT':
      return `${dir} cannot be made (ENOENT): something above it is missing, or takes no folders. Make it, or name another dir. ${meanwhile}`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${dir} is not a folder (${code}). Remove what is there, or name another dir. ${meanwhile}`;
    default:
      return `Writing to ${dir} fails (${code || String(error)}). Look at the disk, or name another dir. ${meanwhile}`;
  }
}

/** Why nothing can be read, and what to do. */
export function readSentence(dir: string, error: unknown): string {
  return `${dir} cannot be read (${codeOf(error) || String(error)}), so only what this process holds is shown. Give it the right to, or name another dir.`;
}

/** Why old windows are not merged and removed, and what to do. */
export function compactSentence(path: string, error: unknown): string {
  return `Old windows in ${path} cannot be merged or removed (${codeOf(error) || String(error)}), so it grows. Look at the disk and at this process’s rights.`;
}

/** What became of the oldest windows. */
export function spaceSentence(path: string, maxDiskBytes: number): string {
  const megabytes = Math.max(1, Math.round(maxDiskBytes / 1024 / 1024));
  return `The oldest windows in ${path} were removed before their time, to stay within maxDisk (${megabytes} MiB). Raise maxDisk, or shorten retention.`;
}
