/**
 * Profiles every HTTP server of the process that loads this module, with no change to its code: HTTP/1.1 by `node:http`
 * and `node:https` on the main thread. Requests of HTTP/2 are not profiled.
 *
 * @example
 * node --require routeprof/register server.js
 *
 * Options come from `ROUTEPROF_*` variables. This is the one module of the project that does something on import.
 */
import { createRequire } from 'node:module';
import { nameByPath } from './register/name-by-path.ts';
import { startRegister } from './register/start.ts';

nameByPath(process, import.meta.url);
// Not `import()`: a listening server may get its first request before the promise is fulfilled.
startRegister(process.env, () => createRequire(import.meta.url)('./mounting.cjs'));
