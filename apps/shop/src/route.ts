import { STATUS_CODES } from 'node:http';

/** What a handler is given: plain data, whatever the framework. */
export interface ShopRequest {
  readonly params: Readonly<Record<string, unknown>>;
  /** As the framework parsed it: a repeated key may be an array. */
  readonly query: Readonly<Record<string, unknown>>;
  /** The parsed body of a route with `body: 'json'`. */
  readonly json?: unknown;
  /** The unread body of a route with `body: 'bytes'`. */
  readonly bytes?: AsyncIterable<Uint8Array>;
}

export interface JsonReply {
  readonly status: number;
  readonly json: unknown;
}

/** Chunks are made as they are taken: a slow client slows the handler down. */
export interface StreamReply {
  readonly status: number;
  readonly contentType: string;
  readonly chunks: AsyncIterable<string>;
}

export type ShopReply = JsonReply | StreamReply;

export interface ShopRoute {
  readonly method: 'GET' | 'POST';
  /** `/products/:id`: the one syntax that all frameworks share. */
  readonly pattern: string;
  readonly body?: 'json' | 'bytes';
  handle(request: ShopRequest): ShopReply | Promise<ShopReply>;
}

/** An answer that the client has caused, and may read. */
export class ShopError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ShopError';
    this.status = status;
  }
}

export const notFoundReply: JsonReply = { status: 404, json: { error: 'not found' } };

/** The answer to any error, also one of a framework's own body parser; what broke inside stays inside. */
export function errorReply(error: unknown): JsonReply {
  if (error instanceof ShopError) return { status: error.status, json: { error: error.message } };
  const status = clientErrorStatus(error) ?? 500;
  return { status, json: { error: STATUS_CODES[status] } };
}

function clientErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
  const code = status ?? statusCode;
  return typeof code === 'number' && code >= 400 && code < 500 ? code : undefined;
}
