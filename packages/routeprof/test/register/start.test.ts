import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinShared, type Shared } from '@routeprof/core/shared';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Follower, followHttp } from '../../src/register/follow-http.ts';
import { followFastify } from '../../src/register/frameworks/fastify.ts';
import { hookLoading } from '../../src/register/load-hook.ts';
import { say } from '../../src/register/say.ts';
import { startRegister } from '../../src/register/start.ts';

// Subscriptions last as long as the process, so these tests emit events by hand.
vi.mock('../../src/register/follow-http.ts', () => ({ followHttp: vi.fn() }));
vi.mock('../../src/register/load-hook.ts', () => ({ hookLoading: vi.fn() }));
vi.mock('../../src/register/frameworks/fastify.ts', () => ({ followFastify: vi.fn() }));
vi.mock('../../src/register/say.ts', async (original) => ({ ...(await original<object>()), say: vi.fn() }));
const thread = vi.hoisted(() => ({ isMainThread: true }));
vi.mock('node:worker_threads', async (original) => ({
  ...(await original<object>()),
  get isMainThread() {
    return thread.isMainThread;
  },
}));

const key = Symbol.for('routeprof');
beforeEach(() => {
  vi.clearAllMocks();
  thread.isMainThread = true;
  Reflect.deleteProperty(globalThis, key);
});
afterEach(() => Reflect.deleteProperty(globalThis, key));

const serverAt = (port: number) => ({ address: () => ({ port }) }) as unknown as Server;
const said = () => vi.mocked(say).mock.calls.map(([sentence]) => sentence);

function setUp(environment: NodeJS.ProcessEnv = {}, mountOutside?: () => never) {
  const profiler = {
    path: '/__profile__',
    closed: false,
    owns: (url: string) => url.startsWith('/__profile__'),
  };
  const mount = { profiler, path: profiler.path, enter: vi.fn(), close: vi.fn(async () => {}) };
  const own = Object.assign(serverAt(9), { close: vi.fn() });
  const mounting = {
    mountOutside: vi.fn(mountOutside ?? (() => mount)),
    answerReport: vi.fn(),
    serveOnOwnPort: vi.fn(() => own),
  };
  const load = vi.fn(() => mounting);
  startRegister(environment, load as never);
  const follower = vi.mocked(followHttp).mock.lastCall?.[0] as Follower;
  const ask = (url: string | undefined, server: Server = serverAt(1)) => {
    const exchange = { request: { url } as IncomingMessage, response: {} as ServerResponse, server };
    follower.onRequest(exchange);
    return exchange;
  };
  return { follower, mount, mounting, load, own, ask, shared: joinShared() as Shared };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'start-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe('nothing is hooked or printed', () => {
  const expectNothing = () => {
    for (const hook of [followHttp, followFastify, hookLoading, say]) expect(hook).not.toHaveBeenCalled();
  };
  test('if the profiler is off', () => {
    setUp({ ROUTEPROF_ENABLED: 'false' });
    expectNothing();
  });

  test('in a worker thread', () => {
    thread.isMainThread = false;
    setUp();
    expectNothing();
  });

  test('by a second copy in the process', () => {
    setUp();
    vi.clearAllMocks();
    setUp();
    expectNothing();
  });

  test('except a sentence, if a setting cannot be read', () => {
    setUp({ ROUTEPROF_RATE: 'abc' });
    expect(said()).toEqual(['routeprof: ROUTEPROF_RATE is "abc". Allowed: a number. Nothing is profiled.']);
    expect(followHttp).not.toHaveBeenCalled();
    expect(hookLoading).not.toHaveBeenCalled();
  });
});

describe('the servers of a process', () => {
  test('are profiled once the first one listens, and nothing is loaded before', () => {
    const { follower, load, mounting, shared } = setUp({ ROUTEPROF_RATE: '250' });
    expect(hookLoading).toHaveBeenCalledOnce();
    expect(followFastify).toHaveBeenCalledOnce();
    expect(Object.keys(shared.hooks).sort()).toEqual(['hono', 'koa', 'register']);
    expect(load).not.toHaveBeenCalled();
    follower.onListening(serverAt(3000));
    follower.onListening(serverAt(3001));
    expect(mounting.mountOutside.mock.calls).toEqual([[expect.objectContaining({ options: { rate: 250 } })]]);
    expect(mounting.serveOnOwnPort).not.toHaveBeenCalled();
    expect(said()).toEqual([
      expect.stringMatching(/the report is at http:\/\/localhost:3000\/__profile__\/$/),
      expect.stringMatching(/the report is at http:\/\/localhost:3001\/__profile__\/$/),
    ]);
  });

  test('are not announced with ROUTEPROF_QUIET', () => {
    const { follower, mounting } = setUp({ ROUTEPROF_QUIET: '1' });
    follower.onListening(serverAt(3000));
    expect(mounting.mountOutside).toHaveBeenCalledOnce();
    expect(said()).toEqual([]);
  });

  test('have their requests recorded, and those for the report answered', () => {
    const { ask, mount, mounting } = setUp();
    const { request, response } = ask('/a?b');
    const { request: without } = ask(undefined);
    expect(mount.enter.mock.calls).toEqual([
      [request, response, '/a?b', request],
      [without, response, '/', without],
    ]);
    expect(mounting.answerReport).not.toHaveBeenCalled();
    const report = ask('/__profile__/live');
    expect(mount.enter).toHaveBeenCalledTimes(2);
    expect(mounting.answerReport.mock.calls).toEqual([
      [mount, report.server, report.request, report.response],
    ]);
  });

  test('do not include the report’s own', () => {
    const path = folder();
    const { follower, ask, mount, mounting, own } = setUp({ ROUTEPROF_PORT: '9', ROUTEPROF_MARK: path });
    follower.onListening(own);
    ask('/a', own);
    ask('/__profile__/', own);
    expect(mounting.serveOnOwnPort.mock.calls).toEqual([[mount, 9, say]]);
    expect(mount.enter).not.toHaveBeenCalled();
    expect(mounting.answerReport).not.toHaveBeenCalled();
    expect(said()).toEqual([]);
    expect(readdirSync(path)).toEqual([]);
  });
});

describe('an app with a profiler of its own', () => {
  const own = ['the app has its own profiler, so nothing is added to it.'];
  test.each([
    [{}, own],
    [{ ROUTEPROF_QUIET: 'true' }, []],
  ])('that it has already made is left to that: %o', (environment, sentences) => {
    const { follower, ask, load, shared } = setUp(environment);
    shared.running = { mounts: 1 } as never;
    follower.onListening(serverAt(3000));
    ask('/a');
    expect(load).not.toHaveBeenCalled();
    expect(said()).toEqual(sentences);
  });

  test('is left to that as soon as it makes one', async () => {
    const { ask, mount, own: ownServer, shared } = setUp({ ROUTEPROF_PORT: '9' });
    ask('/a');
    mount.close.mockRejectedValue(new Error('cannot close'));
    shared.giveWay?.();
    shared.giveWay?.();
    ask('/a');
    ask('/__profile__/');
    expect(mount.enter).toHaveBeenCalledOnce();
    expect(mount.close).toHaveBeenCalledOnce();
    expect(ownServer.close).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(said()).toEqual([...own, 'cannot close']), { timeout: 60_000 });
  });

  test('is left to that without a port of our own, too', () => {
    const { ask, mount, shared } = setUp();
    ask('/a');
    shared.giveWay?.();
    expect(mount.close).toHaveBeenCalledOnce();
  });
});

describe('a failure', () => {
  test('is reported once, with the variable that caused it, and the app goes on without a profile', () => {
    const fault = { option: 'maxDisk', fault: 'is 1. Allowed: more.' };
    const { follower, ask, mount, mounting } = setUp({}, () => {
      throw Object.assign(new TypeError('x'), fault);
    });
    follower.onListening(serverAt(3000));
    ask('/a');
    expect(mounting.mountOutside).toHaveBeenCalledOnce();
    expect(mount.enter).not.toHaveBeenCalled();
    expect(said()).toEqual(['routeprof: ROUTEPROF_MAX_DISK is 1. Allowed: more.']);
  });

  test('is reported once for each message, up to a limit', () => {
    const { follower } = setUp();
    for (let i = 0; i < 90; i++) follower.onFailure(new Error(`failure ${Math.floor(i / 3)}`));
    expect(said()).toEqual(Array.from({ length: 21 }, (_, i) => `failure ${i}`));
  });
});

describe('the parent reads what happened', () => {
  test('each event once', () => {
    const path = folder();
    const { follower, ask } = setUp({ ROUTEPROF_MARK: path });
    follower.onRefused(Object.assign(new Error('address in use'), { code: 'EADDRINUSE' }));
    follower.onRefused(new Error('another'));
    expect(readdirSync(path)).toEqual(['refused']);
    expect(readFileSync(join(path, 'refused'), 'utf8')).toBe('address in use');
    ask('/__profile__/');
    expect(readdirSync(path)).toEqual(['refused']);
    follower.onListening(serverAt(3000));
    ask('/a');
    expect(readdirSync(path).sort()).toEqual(['listening', 'refused', 'request']);
    expect(readFileSync(join(path, 'request'), 'utf8')).toBe('');
    rmSync(join(path, 'request'));
    ask('/b');
    expect(existsSync(join(path, 'request'))).toBe(false);
  });

  test('or nothing, if there is no parent', () => {
    const { ask, mount } = setUp({ ROUTEPROF_MARK: join(folder(), 'gone') });
    expect(() => ask('/a')).not.toThrow();
    expect(mount.enter).toHaveBeenCalledOnce();
  });
});
