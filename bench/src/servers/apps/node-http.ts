import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { profileListener } from '../../../../packages/core/src/node/index.ts';
import type { MakeApp } from './app.ts';

const prefix = '/hello/';

export const makeNodeHttp: MakeApp = ({ handlers, around, profiling }) => {
  const answer = (url: string, response: ServerResponse): void => {
    if (url === '/hello') send(response, handlers.hello());
    else if (url === '/awaits') void handlers.awaits().then((body) => send(response, body));
    else if (url === '/work') send(response, handlers.work());
    else if (url.startsWith(prefix)) send(response, handlers.greet(url.slice(prefix.length)));
    else response.writeHead(404).end();
  };
  const listener: RequestListener = around
    ? ({ url = '' }, response) => void around(response, () => answer(url, response))
    : ({ url = '' }, response) => answer(url, response);
  if (profiling === undefined) return createServer(listener);
  const adapter = profiling.adapter as { profileListener: typeof profileListener };
  return createServer(adapter.profileListener(listener, profiling.settings));
};

function send(response: ServerResponse, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
