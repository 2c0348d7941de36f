import { callgrindSteps } from '../../src/export/callgrind.ts';
import { cpuProfileSteps } from '../../src/export/cpuprofile.ts';
import { foldedSteps } from '../../src/export/folded.ts';
import { speedscopeSteps } from '../../src/export/speedscope.ts';
import { atOnce } from '../../src/in-turns.ts';
import type { Window } from '../../src/profile/window.ts';

/** A window in the formats of other tools. */
export const written = {
  callgrind: (window: Window): string => atOnce(callgrindSteps(window)),
  cpuProfile: (window: Window): string => atOnce(cpuProfileSteps(window)),
  folded: (window: Window): string => atOnce(foldedSteps(window)),
  speedscope: (window: Window): string => atOnce(speedscopeSteps(window)),
};
