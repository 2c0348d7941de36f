import type { IncomingMessage } from 'node:http';
import { callApp, marked, type Shared } from '@routeprof/core/shared';
import { createNotes } from './notes.ts';

/** The part of a Koa context from which the route is read. */
export interface KoaContext {
  readonly originalUrl: string;
}
type CreateContext = (this: unknown, request: IncomingMessage, ...rest: unknown[]) => KoaContext;
interface Application {
  readonly prototype: { createContext?: CreateContext };
}

const contexts = createNotes<IncomingMessage, KoaContext>();

/** Remembers the context that each Koa app makes for a request. */
export function followKoa({ hooks }: Shared): void {
  hooks.koa = remember;
}

function remember(application: Application | undefined): void {
  const prototype = application?.prototype;
  const original = prototype?.createContext;
  if (prototype === undefined || typeof original !== 'function') return;
  prototype.createContext = marked({
    'routeprof:own'(this: unknown, request: IncomingMessage, ...rest: unknown[]): KoaContext {
      const context = callApp(original, this, [request, ...rest]);
      contexts.set(request, context);
      return context;
    },
  });
}

/** The context of a request that a Koa app handles. */
export function koaContext(request: IncomingMessage): KoaContext | undefined {
  return contexts.of(request);
}
