import { STATUS_CODES } from 'node:http';
import type { Incoming, Reply, Route } from '../../../packages/conformance/src/frameworks/description.ts';

/** The argument of a handler of the shop: plain data, whatever the framework. */
export type ShopRequest = Omit<Incoming, 'gone'>;

export interface ShopRoute extends Route {
  handle(request: ShopRequest): Reply | Promise<Reply>;
}

/** An error that the client has caused, and whose message it may read. */
export class ShopError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ShopError';
    this.status = status;
  }
}

export const notFoundReply: Reply = { status: 404, json: { error: 'not found' } };

/** The response to any error, also from a framework's body parser. Messages of internal errors are not sent. */
export function errorReply(error: unknown): Reply {
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
