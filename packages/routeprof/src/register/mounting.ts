/**
 * The profiler and everything that reads routes. Loaded only when the first server listens: other Node processes, such
 * as npm or a compiler, inherit the same variables, and there it would only cost time.
 */
import type { IncomingMessage } from 'node:http';
import { mountProfiler, type NodeMount } from '@routeprof/core/node';
import { patternOf } from './frameworks/pattern.ts';
import type { Settings } from './settings.ts';

export { answerReport } from './answer-report.ts';
export { serveOnOwnPort } from './own-port.ts';

/** @throws what `createProfiler` throws. */
export function mountOutside({ options }: Settings): NodeMount<IncomingMessage> {
  return mountProfiler<IncomingMessage>(options, {
    pattern: (_context, request, status) => patternOf(request, status),
    announces: true,
    precedesNode: true,
  });
}
