import type { IncomingMessage } from 'node:http';
import { createPatternReader } from '@routeprof/express/pattern';

type Request = Parameters<typeof patternOf>[0];
const { patternOf } = createPatternReader();

/** Express 4 and 5 leave the matched route on Node's own request. */
export function expressPattern(request: IncomingMessage): string | undefined {
  return patternOf(request as Request);
}
