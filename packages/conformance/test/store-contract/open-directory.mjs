import { directoryStore } from '@routeprof/core/store';

/** @param {string} dir */
export function open(dir) {
  return directoryStore(dir);
}
