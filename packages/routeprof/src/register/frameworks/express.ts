import type { IncomingMessage } from 'node:http';
import { patternOf } from '@routeprof/express/pattern';

/** Express 4 and 5 leave the matched route on Node's own request. */
export function expressPattern(request: IncomingMessage): string | undefined {
  return patternOf(request as Parameters<typeof patternOf>[0]);
}
