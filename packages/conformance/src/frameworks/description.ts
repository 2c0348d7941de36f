import type { Server } from 'node:http';
import type { AdapterOptions } from '@routeprof/core/node';

/** A request as every framework can give it: handlers know no framework. */
export interface Incoming {
  readonly params: Readonly<Record<string, string>>;
  /** As the framework parsed it: a repeated key may be an array. */
  readonly query: Readonly<Record<string, unknown>>;
  /** The parsed body of a route with `body: 'json'`. */
  readonly json?: unknown;
  /** The unread body of a route with `body: 'bytes'`. */
  readonly bytes?: AsyncIterable<Uint8Array>;
  /** Waits until the client has left, or has its answer. */
  gone(): Promise<unknown>;
}

/** An answer: one of the three bodies, or none. */
export interface Reply {
  /** 200 when left out. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly json?: unknown;
  readonly text?: string;
  /** Made as they are taken: a slow client slows the handler down. */
  readonly chunks?: AsyncIterable<string>;
  /** Of `chunks`. */
  readonly contentType?: string;
}

/** A handler that throws or rejects leaves that to the framework. One that needs no promise gives none. */
export type Handle = (request: Incoming) => Reply | Promise<Reply>;

export interface Route {
  readonly method: string;
  /** `/products/:id`: the one syntax that all frameworks share. */
  readonly pattern: string;
  readonly body?: 'json' | 'bytes' | undefined;
  readonly handle: Handle;
}

/** Routes below a prefix, in what the framework has for that. */
export interface RouterPlan {
  /** Asked before the routes, with a reader of the request's headers; what it gives is the answer. */
  readonly guard?: (header: (name: string) => string | undefined) => Reply | undefined;
  readonly routes?: readonly Route[];
  /** By their prefixes. */
  readonly routers?: Readonly<Record<string, RouterPlan>>;
}

/** What an app consists of, in the order in which a request meets it. */
export interface AppPlan<Context> extends Omit<RouterPlan, 'guard'> {
  readonly profiler?: AdapterOptions<Context> | undefined;
  /** Calls the rest of the app, in the framework's own middleware. */
  readonly around?: ((next: () => unknown) => unknown) | undefined;
  /** Apps of their own within this one, by their prefixes. */
  readonly apps?: Readonly<Record<string, Omit<AppPlan<Context>, 'around' | 'notFound' | 'failed'>>>;
  /** Instead of the framework's own answer. */
  readonly notFound?: Reply;
  /** Instead of the framework's own answer. */
  readonly failed?: (error: unknown) => Reply;
}

/** An app that listens on this machine. */
export interface Listening {
  readonly server: Server;
  /** As the framework wants it. */
  close(): void;
}

/** How servers are made with a framework: for the suite, the demos, the programs of `register` and the bench alike. */
export interface Description<Context> {
  /** Reads a header in the framework's own way, so that it fails for anything but the framework's own request. */
  header(request: Context, name: string): string | undefined;
  listen(plan: AppPlan<Context>, port: number): Promise<Listening>;
}

/** Everything binds here: nothing leaves the machine. */
export const host = '127.0.0.1';

/** What a module is about, whether it was imported or required. */
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
