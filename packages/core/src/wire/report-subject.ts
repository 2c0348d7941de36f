import type { Choice } from '../store/choice.ts';
import type { ProcessStatus } from './process-profiler.ts';
import type { Progress } from './progress.ts';
import type { Measured } from './read-choice.ts';

/** What reports are about: the profiler of this process, or a profile from a file. */
export interface ReportSubject {
  /** Paths are shortened relative to its folder. */
  readonly app: { readonly folder: string };
  read(choice: Choice): Promise<Measured>;
  progress(): Promise<Progress>;
  status(): ProcessStatus;
  paused(): boolean;
}
