import type { Server } from 'node:http';
import type { AdapterOptions } from '@routeprof/core/node';

/** A request in a form that every framework can provide, so that handlers do not depend on a framework. */
export interface Incoming {
  readonly params: Readonly<Record<string, string>>;
  /** As the framework parsed it: a repeated key may be an array. */
  readonly query: Readonly<Record<string, unknown>>;
  /** The parsed body of a route with `body: 'json'`. */
  readonly json?: unknown;
  /** The unread body of a route with `body: 'bytes'`. */
  readonly bytes?: AsyncIterable<Uint8Array>;
  /** Waits until the client has left, or has its response. */
  gone(): Promise<unknown>;
}

/** A response with one of the three bodies, or none. */
export interface Reply {
  /** 200 by default. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly json?: unknown;
  readonly text?: string;
  /** Produced on demand, so that a slow client slows the handler down. */
  readonly chunks?: AsyncIterable<string>;
  /** The content type of `chunks`. */
  readonly contentType?: string;
}

/**
 * The framework handles what a handler throws or rejects with. A handler without asynchronous work returns no promise.
 */
export type Handle = (request: Incoming) => Reply | Promise<Reply>;

export interface Route {
  readonly method: string;
  /** `/products/:id`: the syntax that all frameworks share. */
  readonly pattern: string;
  readonly body?: 'json' | 'bytes' | undefined;
  readonly handle: Handle;
}

/** Routes below a prefix: a router of the framework, or what it has instead. */
export interface RouterPlan {
  /** Called before the routes, with a reader of the request's headers. If it returns a reply, that is the response. */
  readonly guard?: (header: (name: string) => string | undefined) => Reply | undefined;
  readonly routes?: readonly Route[];
  /** By their prefixes. */
  readonly routers?: Readonly<Record<string, RouterPlan>>;
}

/** The parts of an app, in the order in which a request reaches them. */
export interface AppPlan<Context> extends Omit<RouterPlan, 'guard'> {
  readonly profiler?: AdapterOptions<Context> | undefined;
  /** Separate apps that are mounted in this one, by their prefixes. */
  readonly apps?: Readonly<Record<string, Omit<AppPlan<Context>, 'notFound' | 'failed'>>>;
  /** Instead of the framework's own response. */
  readonly notFound?: Reply;
  /** Instead of the framework's own response. */
  readonly failed?: (error: unknown) => Reply;
}

/** An app that listens on this machine. */
export interface Listening {
  readonly server: Server;
  /** Closes as the framework documents it. */
  close(): void;
}

/** How to make servers with a framework. The suite, the demos and the programs of `register` share it. */
export interface Description<Context> {
  /** Reads a header in the framework's own way, so that it fails for anything but the framework's own request. */
  header(request: Context, name: string): string | undefined;
  listen(plan: AppPlan<Context>, port: number): Promise<Listening>;
}

/** Everything binds here: nothing leaves the machine. */
export const host = '127.0.0.1';

/** The default export of a module that was imported or required. */
export function defaultOf<Value>(module: unknown): Value {
  return ((module as { readonly default?: Value }).default ?? module) as Value;
}

/** Listens, and closes as plain servers do. */
export async function listening(server: Server, port: number): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return { server, close: () => server.close() };
}
