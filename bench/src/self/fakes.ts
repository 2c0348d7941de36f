import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

const socket = new Socket();

export interface FakeExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Node's request and response objects, without a connection. */
export function fakeExchange(url: string): FakeExchange {
  const request = new IncomingMessage(socket);
  request.method = 'GET';
  request.url = url;
  return { request, response: new ServerResponse(request) };
}
