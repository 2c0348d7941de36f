import { writeSync } from 'node:fs';
import type { Server } from 'node:http';
import { beforeEach, expect, test, vi } from 'vitest';
import { announce } from '../../src/register/announce.ts';
import { say, sentenceOf } from '../../src/register/say.ts';

vi.mock('node:fs', async (original) => ({ ...(await original<object>()), writeSync: vi.fn() }));
beforeEach(() => void vi.mocked(writeSync).mockReset());

test('a sentence goes to the standard error, under the profiler’s name once', () => {
  say('all is well.');
  say('routeprof: rate is wrong. routeprof: is not repeated');
  say('see routeprof: it knows.');
  expect(vi.mocked(writeSync).mock.calls).toEqual([
    [2, 'routeprof: all is well.\n'],
    [2, 'routeprof: rate is wrong. routeprof: is not repeated\n'],
    [2, 'routeprof: see routeprof: it knows.\n'],
  ]);
});

test('without a reader, nothing fails', () => {
  vi.mocked(writeSync).mockImplementation(() => {
    throw new Error('EPIPE');
  });
  expect(() => say('a')).not.toThrow();
});

test('a thrown value becomes a sentence', () => {
  expect([sentenceOf(new TypeError('no')), sentenceOf('text'), sentenceOf(undefined)]).toEqual([
    'no',
    'text',
    'undefined',
  ]);
});

test.each([
  [{ address: () => ({ port: 3000 }) }, false, 'http://localhost:3000/__profile__/'],
  [{ address: () => ({ port: 3000 }), setSecureContext() {} }, false, 'https://localhost:3000/__profile__/'],
  [{ address: () => '/tmp/app.sock' }, false, '/tmp/app.sock:/__profile__/'],
  [
    { address: () => ({ port: 3000 }) },
    true,
    'http://localhost:3000/__profile__/, but in production only with a token: set ROUTEPROF_TOKEN',
  ],
])('a server’s report is announced where it is: %#', (server, closed, place) => {
  announce(server as unknown as Server, { path: '/__profile__', closed });
  expect(vi.mocked(writeSync).mock.calls).toEqual([
    [2, `routeprof: profiling process ${process.pid}; the report is at ${place}\n`],
  ]);
});

test('a server that has closed meanwhile is not announced', () => {
  announce({ address: () => null } as Server, { path: '/__profile__', closed: false });
  expect(writeSync).not.toHaveBeenCalled();
});
