import { createProfiler } from '@routeprof/core';
import { namedAsSet, readSettings } from './register/settings.ts';

/**
 * Refuses settings before anything is started with them.
 *
 * @param spell how a message names an option: by its flag or its variable, as it was set.
 * @throws TypeError that names the option, what was given, and what is allowed.
 */
export function checkSettings(environment: NodeJS.ProcessEnv, spell: (option: string) => string): void {
  const { options } = readSettings(environment, spell);
  try {
    // With `enabled: false` it checks its options and starts nothing.
    void createProfiler({ ...options, enabled: false });
  } catch (error) {
    throw namedAsSet(error, spell);
  }
}
