import type { ProcessStatus } from '../process/process-profiler.ts';
import type { Progress } from '../process/progress.ts';
import type { Measured } from '../process/read-choice.ts';
import type { Choice } from '../store/choice.ts';

/** What reports are about: the profiler of this process, or a profile from a file. */
export interface ReportSubject {
  /** Paths are shortened relative to its folder. */
  readonly app: { readonly folder: string };
  /** @param first Whether a first look suffices, if that is quicker: see `firstLook`. */
  read(choice: Choice, first?: boolean): Promise<Measured>;
  progress(): Promise<Progress>;
  status(): ProcessStatus;
  paused(): boolean;
}
