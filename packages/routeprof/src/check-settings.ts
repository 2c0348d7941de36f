import { createProfiler } from '@routeprof/core';
import { readSettings } from './register/settings.ts';

/**
 * Refuses settings before anything is started with them.
 *
 * @param spell how a message names an option that text cannot be read as.
 * @throws TypeError that names the option, what was given, and what is allowed.
 */
export function checkSettings(environment: NodeJS.ProcessEnv, spell: (option: string) => string): void {
  // One that is not enabled checks its options and starts nothing.
  void createProfiler({ ...readSettings(environment, spell).options, enabled: false });
}
