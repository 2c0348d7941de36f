import type { IncomingMessage } from 'node:http';
import { notesOf, type Shared } from '@routeprof/core/shared';
import type { RouteMatch } from '@routeprof/hono/pattern';

/** The part of a Hono context from which the route is read. */
export interface HonoContext {
  readonly req: {
    readonly matchedRoutes: readonly RouteMatch[];
    readonly path: string;
    readonly routeIndex: number;
  };
}
interface Options {
  readonly env?: { readonly incoming?: IncomingMessage };
}
type ContextClass = new (request: unknown, options?: Options, ...rest: unknown[]) => HonoContext;

/** Remembers the context that each Hono app on Node makes for a request. */
export function followHono({ hooks }: Shared): void {
  hooks.hono = remembering;
}

function remembering(Original: ContextClass): ContextClass {
  const Remembering = class extends Original {
    constructor(...given: ConstructorParameters<ContextClass>) {
      super(...given);
      const incoming = given[1]?.env?.incoming;
      // Tests that call an app without a server can pass any value as its environment.
      if (typeof incoming !== 'object' || incoming === null) return;
      const notes = notesOf(incoming);
      // An app inside another makes a context of its own: the outermost knows all routes.
      if (notes !== undefined && notes.hono === undefined) notes.hono = this;
    }
  };
  return Object.defineProperty(Remembering, 'name', { value: Original.name });
}
