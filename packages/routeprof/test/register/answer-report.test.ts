import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ReportResponse } from '@routeprof/core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { answerReport } from '../../src/register/answer-report.ts';
import type { Exchange } from '../../src/register/follow-http.ts';

const report = { status: 200, headers: { 'content-length': '6' }, body: 'report' };

/** A server whose requests for `/r` are for the report, and a list of who got each request. */
async function serve(
  make: () => Promise<ReportResponse | undefined> | undefined,
  prepare?: (server: Server) => void,
) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`app ${request.url}`);
    response.end('app');
  });
  prepare?.(server);
  const mount = {
    report: (request: IncomingMessage, url: string) => (url === request.url ? make() : undefined),
    enter: (request: IncomingMessage, _response: unknown, url: string, context: unknown) =>
      seen.push(`recorded ${url} ${context === request}`),
  };
  const onStart = (message: unknown): void => {
    const { request, response, server: one } = message as Exchange;
    if (one === server && request.url?.startsWith('/r'))
      answerReport(mount as never, server, request, response);
  };
  subscribe('http.server.request.start', onStart);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    unsubscribe('http.server.request.start', onStart);
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const send = async (lines: string) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`${lines}\r\n\r\n`);
    const all = await text(socket);
    return { head: all.split('\r\n', 1)[0], body: all.split('\r\n\r\n').at(-1), all };
  };
  const ask = (path: string, more = '') =>
    send(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close${more}`);
  return { server, seen, ask, send };
}

test('the report is answered instead of the app, for one request', async () => {
  const { server, seen, ask } = await serve(async () => report);
  expect((await ask('/r')).body).toBe('report');
  expect(seen).toEqual([]);
  expect(Object.hasOwn(server, 'emit')).toBe(false);
  expect((await ask('/a')).body).toBe('app');
  expect(seen).toEqual(['app /a']);
});

test.each([
  ['is none for this client', async () => undefined],
  ['cannot be made', () => Promise.reject(new Error('broken'))],
])('the app has the request when the report %s', async (_, make) => {
  const { server, seen, ask } = await serve(make);
  expect((await ask('/r')).body).toBe('app');
  expect(seen).toEqual(['recorded /r true', 'app /r']);
  expect(Object.hasOwn(server, 'emit')).toBe(false);
});

test('the app gets its request by the process.nextTick of before, as fake timers may replace it', async () => {
  const { ask } = await serve(async () => undefined);
  const later = vi.spyOn(process, 'nextTick');
  onTestFinished(() => later.mockRestore());
  expect((await ask('/r')).body).toBe('app');
  const names = later.mock.calls.map(([work]) => work.name);
  expect(names.length).toBeGreaterThan(0);
  expect(names).not.toContain('routeprof:own');
});

test('what the app throws then is its own uncaught error', async () => {
  const { ask } = await serve(
    async () => undefined,
    (server) =>
      server.prependListener('request', () => {
        throw new Error('of the app');
      }),
  );
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const caught = new Promise<[Error, string]>((resolve) => {
    process.once('uncaughtException', (error, origin) => resolve([error, origin]));
  });
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    for (const other of others) process.on('uncaughtException', other);
  });
  void ask('/r');
  expect(await caught).toEqual([new Error('of the app'), 'uncaughtException']);
});

test('what is not for the report changes nothing', async () => {
  let emit: unknown;
  const { server, seen, ask } = await serve(() => {
    emit = Object.getOwnPropertyDescriptor(server, 'emit');
    return undefined;
  });
  expect((await ask('/r')).body).toBe('app');
  expect(emit).toBeUndefined();
  expect(seen).toEqual(['app /r']);
});

test('an app that has an emit of its own keeps it, and its requests go through it', async () => {
  const emitted: unknown[] = [];
  let make: () => Promise<ReportResponse | undefined> = async () => report;
  const { server, ask } = await serve(
    () => make(),
    (one) => {
      const { emit } = one;
      Object.defineProperty(one, 'emit', {
        configurable: true,
        enumerable: false,
        value: (event: string, ...rest: [IncomingMessage]) => {
          if (event === 'request') emitted.push(rest[0].url);
          return Reflect.apply(emit, one, [event, ...rest]);
        },
      });
    },
  );
  const own = Object.getOwnPropertyDescriptor(server, 'emit');
  expect((await ask('/r')).body).toBe('report');
  expect(Object.getOwnPropertyDescriptor(server, 'emit')).toEqual(own);
  expect(emitted).toEqual([]);
  make = async () => undefined;
  expect((await ask('/r')).body).toBe('app');
  expect(emitted).toEqual(['/r']);
});

test('a request that Node emits as another event is the app’s', async () => {
  const heard = vi.fn();
  const { server, seen, ask } = await serve(
    async () => report,
    (one) =>
      one.on('checkContinue', (request, response) => {
        heard(request.url);
        response.end('continued');
      }),
  );
  expect((await ask('/r', '\r\nExpect: 100-continue')).body).toBe('continued');
  expect(heard.mock.calls).toEqual([['/r']]);
  expect(seen).toEqual([]);
  expect(Object.hasOwn(server, 'emit')).toBe(false);
});

test('after a request that Node itself refuses, the next one and other events go to the app', async () => {
  const { server, seen, send, ask } = await serve(async () => report);
  expect((await send('GET /r HTTP/1.1\r\nConnection: close')).head).toBe('HTTP/1.1 400 Bad Request');
  const connected = vi.fn();
  server.on('connection', connected);
  expect((await ask('/a')).body).toBe('app');
  expect(connected).toHaveBeenCalledOnce();
  expect(seen).toEqual(['app /a']);
  expect(server.emit('mine')).toBe(false);
});

test('another request in between is not confused with it', async () => {
  const { server, seen } = await serve(async () => report);
  const [asked, other] = [{ url: '/r' }, { url: '/b' }] as IncomingMessage[];
  const response = { end: vi.fn() };
  const mount = { report: async () => report, enter() {} };
  answerReport(mount as never, server, asked as IncomingMessage, response as never);
  expect(server.emit('request', other, response)).toBe(true);
  expect(seen).toEqual(['app /b']);
  const emit = vi.fn();
  server.on('mine', emit);
  answerReport(mount as never, server, asked as IncomingMessage, response as never);
  expect(server.emit('mine', 1, 2)).toBe(true);
  expect(emit.mock.calls).toEqual([[1, 2]]);
});

test('a request without a URL asks for the root', async () => {
  const { server } = await serve(async () => report);
  const mount = { report: vi.fn(() => undefined) };
  const request = {} as IncomingMessage;
  answerReport(mount as never, server, request, {} as never);
  expect(mount.report.mock.calls).toEqual([[request, '/', request]]);
});
