/**
 * Profiles every HTTP server of the process that loads this module, with no change to its code: HTTP/1.1 by `node:http`
 * and `node:https` on the main thread. Requests of HTTP/2 are not profiled.
 *
 * @example
 * node --import routeprof/register server.js
 *
 * Options come from `ROUTEPROF_*` variables. This is the one module of the project that does something on import.
 */
import { startRegister } from './register/start.ts';

startRegister(process.env);
