import { createProfiler } from '@routeprof/core';
import { readSettings } from './register/settings.ts';

/**
 * Refuses settings before anything is started with them.
 *
 * @throws TypeError that names the option, what was given, and what is allowed.
 */
export function checkSettings(environment: NodeJS.ProcessEnv): void {
  // One that is not enabled checks its options and starts nothing.
  void createProfiler({ ...readSettings(environment).options, enabled: false });
}
