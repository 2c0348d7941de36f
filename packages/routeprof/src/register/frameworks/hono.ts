import type { IncomingMessage } from 'node:http';
import { patternAt, type RouteMatch } from '@routeprof/hono/pattern';

interface Context {
  readonly req: { readonly matchedRoutes: readonly RouteMatch[]; readonly routeIndex: number };
}
interface Options {
  readonly env?: { readonly incoming?: IncomingMessage };
}
type ContextClass = new (request: unknown, options?: Options, ...rest: unknown[]) => Context;

const contexts = new WeakMap<IncomingMessage, Context>();

/** Remembers the context that each Hono app on Node makes for a request. */
export function followHono(): void {
  Object.assign(globalThis, { [Symbol.for('routeprof.hono')]: remembering });
}

function remembering(Original: ContextClass): ContextClass {
  const Remembering = class extends Original {
    constructor(request: unknown, options?: Options, ...rest: unknown[]) {
      super(request, options, ...rest);
      const incoming = options?.env?.incoming;
      // An app inside another makes a context of its own: the outermost knows all routes.
      if (incoming !== undefined && !contexts.has(incoming)) contexts.set(incoming, this);
    }
  };
  return Object.defineProperty(Remembering, 'name', { value: Original.name });
}

/** The pattern of the handler that answered. */
export function honoPattern(request: IncomingMessage): string | undefined {
  const context = contexts.get(request);
  return context && patternAt(context.req.matchedRoutes, context.req.routeIndex);
}
