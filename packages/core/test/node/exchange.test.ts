import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import type { Profiler } from '../../src/contract.ts';
import { discardExchange, isRecorded, recordExchange } from '../../src/node/exchange.ts';
import { mountProfiler, writeReport } from '../../src/node/index.ts';
import { createRecorder, inertRecording } from '../../src/record/recorder.ts';
import type { Scope } from '../../src/sample/scope.ts';

/** Real requests, and a real recorder that tells what it was given. */
function setUp() {
  const ended: { name: string; status: number; aborted: boolean }[] = [];
  const failures: string[] = [];
  let current: Scope | undefined;
  let runs = 0;
  const recorder = createRecorder({
    maxRoutes: 100,
    discardFirst: false,
    run(scope, fn, argument) {
      const outer = current;
      current = scope;
      runs++;
      try {
        return fn(argument as never);
      } finally {
        current = outer;
      }
    },
    enter: () => {},
    leave: () => {},
    onBegin: () => {},
    onRequests(log) {
      for (let i = 0; i < log.length; i++) {
        const { method, route } = recorder.routes.entries[log.routeId[i]!]!;
        ended.push({ name: `${method} ${route}`, status: log.status[i]!, aborted: log.aborted[i] === 1 });
      }
    },
    afterRequest: () => {},
    onFailure: (error) => failures.push((error as Error).message),
  });
  const profiler = {
    path: '/__profile__',
    route: undefined,
    closed: false,
    begin: recorder.begin,
    owns: (url: string) => url.startsWith('/__profile__'),
    handle: async () => ({ status: 200, headers: {}, body: 'report' }),
    failed: (error: unknown) => failures.push((error as Error).message),
    missed: () => {},
    stepOut: vi.fn(),
    close: async () => {},
  } satisfies Profiler;
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  request.url = '/a/17';
  const response = new ServerResponse(request);
  const record = (pattern: () => string | undefined = () => '/a/:id', precedesNode = false) =>
    recordExchange({ profiler, pattern, precedesNode }, request, response, request.url as string, request);
  return {
    recorder,
    profiler,
    request,
    response,
    record,
    failures,
    ended: () => {
      recorder.flush();
      return ended;
    },
    inside: () => current !== undefined,
    /** How often a scope was entered. */
    runs: () => runs,
  };
}

const throwing = (): never => {
  throw new Error('patched');
};

describe('a request ends', () => {
  test('when its response is complete, also without a socket that closes', () => {
    const { record, response, ended, recorder } = setUp();
    record();
    response.writeHead(201);
    response.emit('finish');
    expect(ended()).toEqual([{ name: 'GET /a/:id', status: 201, aborted: false }]);
    response.emit('close');
    expect(ended()).toHaveLength(1);
    expect(recorder.openCount()).toBe(0);
  });

  test('when the client leaves before that', () => {
    const { record, response, ended } = setUp();
    record();
    response.emit('close');
    expect(ended()).toEqual([{ name: 'GET /a/:id', status: 0, aborted: true }]);
  });

  test('under its method, which is GET where there is none', () => {
    for (const [method, name] of [
      ['POST', 'POST /a/:id'],
      ['HEAD', 'HEAD /a/:id'],
      [undefined, 'GET /a/:id'],
    ]) {
      const { record, request, response, ended } = setUp();
      request.method = method as string;
      record();
      response.emit('finish');
      expect(ended()[0]?.name).toBe(name);
    }
  });

  test('not by other events', () => {
    const { record, request, response, ended, recorder } = setUp();
    record();
    for (const event of ['drain', 'pipe', 'prefinish']) response.emit(event);
    for (const event of ['data', 'end', 'close', 'finish']) request.emit(event);
    expect([ended(), recorder.openCount()]).toEqual([[], 1]);
  });

  test.each(['finish', 'close'])('when a listener of %s throws', (event) => {
    const { record, response, ended, inside } = setUp();
    let was = false;
    record();
    response.on(event, () => {
      was = inside();
      throw new Error('theirs');
    });
    expect(() => response.emit(event)).toThrow('theirs');
    expect(ended()).toHaveLength(1);
    expect(was, 'the listener ran inside of the request').toBe(true);
  });

  test('under its URL when its pattern cannot be read', () => {
    const { record, response, ended, failures } = setUp();
    record(throwing);
    response.writeHead(200);
    expect(() => response.emit('finish')).not.toThrow();
    expect(ended()[0]?.name).toBe('GET /a/:id');
    expect(failures).toEqual(['patched']);
  });

  test('also when what it answered cannot be read', () => {
    const { record, response, recorder, failures } = setUp();
    record();
    Object.defineProperty(response, 'headersSent', { get: throwing });
    expect(() => response.emit('close')).not.toThrow();
    expect(recorder.openCount()).toBe(0);
    expect(failures).toContain('patched');
  });
});

describe('a request is not recorded', () => {
  test('when its client is gone: nothing would end it', () => {
    const { record, response, recorder } = setUp();
    response.destroy();
    expect(record()).toBeUndefined();
    expect(recorder.openCount()).toBe(0);
  });

  test('twice', () => {
    const { record, recorder } = setUp();
    expect(record()).toBeDefined();
    expect(record()).toBeUndefined();
    expect(recorder.openCount()).toBe(1);
  });

  test('when it is for the report', () => {
    const { record, request, response, ended, recorder } = setUp();
    expect(() => discardExchange(request)).not.toThrow();
    record();
    discardExchange(request);
    response.emit('finish');
    expect([ended(), recorder.openCount()]).toEqual([[], 0]);
  });

  test('when the profiler does not want it, and then leaves the scope of the one before', () => {
    const { profiler, request, response } = setUp();
    const idle = { ...profiler, begin: () => inertRecording };
    const mount = { profiler: idle, pattern: () => '/a', precedesNode: false };
    expect(recordExchange(mount, request, response, '/a', request)).toBeUndefined();
    expect(profiler.stepOut).toHaveBeenCalledOnce();
    expect(Object.hasOwn(response, 'emit')).toBe(false);
  });

  test.each([
    ['frozen', (response: ServerResponse) => Object.freeze(response)],
    [
      'of a read-only emit',
      (response: ServerResponse) => Object.defineProperty(response, 'emit', { value: response.emit }),
    ],
  ])('when its response is %s', (_title, spoil) => {
    const { record, response, recorder, failures, request } = setUp();
    spoil(response);
    expect(record()).toBeUndefined();
    expect(recorder.openCount()).toBe(0);
    expect(failures).toHaveLength(1);
    expect(Object.hasOwn(request, 'emit')).toBe(false);
  });

  test('when a property of the request fails', () => {
    const { record, request, failures } = setUp();
    Object.defineProperty(request, 'listenerCount', { value: throwing });
    expect(record()).toBeUndefined();
    expect(failures).toContain('patched');
  });
});

describe('a request is recorded all the same', () => {
  test('with a clock that the app has broken since', () => {
    const { record, response, ended, failures } = setUp();
    const now = vi.spyOn(performance, 'now').mockImplementation(throwing);
    expect(record()).toBeDefined();
    response.emit('finish');
    now.mockRestore();
    expect(ended()).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  test.each([
    ['a frozen request', ({ request }: ReturnType<typeof setUp>) => Object.freeze(request)],
    [
      'a request whose emit is read-only',
      ({ request }: ReturnType<typeof setUp>) =>
        Object.defineProperty(request, 'emit', { value: request.emit }),
    ],
  ])('with %s', (_title, spoil) => {
    const all = setUp();
    spoil(all);
    expect(all.record()).toBeDefined();
    all.response.emit('finish');
    expect(all.ended()).toHaveLength(1);
    expect(all.failures).toHaveLength(1);
  });

  test('where a prototype has a read-only emit', () => {
    const { record, response, request, ended, failures } = setUp();
    for (const each of [response, request]) {
      Object.setPrototypeOf(
        each,
        Object.create(Object.getPrototypeOf(each), { emit: { value: each.emit, writable: false } }),
      );
    }
    expect(record()).toBeDefined();
    // Others may wrap it as well.
    for (const each of [response, request]) {
      const before = each.emit;
      Object.assign(each, { emit: (...given: never[]) => Reflect.apply(before, each, given) });
      expect(Reflect.deleteProperty(each, 'emit')).toBe(true);
      Object.defineProperty(each, 'emit', { value: before });
    }
    response.emit('finish');
    expect(ended()).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  test('where listeners cannot be counted any more', () => {
    const { record, response, request, ended, inside, failures } = setUp();
    const heard: boolean[] = [];
    request.on('data', () => heard.push(inside()));
    record();
    for (const each of [response, request]) Object.defineProperty(each, 'listenerCount', { value: throwing });
    expect(request.emit('data', 'x')).toBe(true);
    expect(response.emit('finish')).toBe(false);
    expect(heard).toEqual([true]);
    expect(ended()).toHaveLength(1);
    expect(failures).toEqual(['patched', 'patched']);
  });
});

describe('events', () => {
  test('are emitted inside of their request, with what they carry, and give what they give', () => {
    const { record, request, response, inside } = setUp();
    const heard: unknown[] = [];
    record();
    for (const event of ['data', 'end', 'mine']) {
      request.on(event, (...all) => heard.push([event, inside(), ...all]));
    }
    response.on('drain', () => heard.push(['drain', inside()]));
    expect(request.emit('data', 1, 2)).toBe(true);
    request.emit('end');
    expect(request.emit('mine')).toBe(true);
    expect(request.emit('nothing')).toBe(false);
    response.emit('drain');
    expect(response.emit('socket', 3)).toBe(false);
    response.on('socket', (...all) => heard.push(['socket', inside(), ...all]));
    expect(response.emit('socket', undefined)).toBe(true);
    expect(() => response.emit('error', new Error('theirs'))).toThrow('theirs');
    expect(heard).toEqual([
      ['data', true, 1, 2],
      ['end', true],
      ['mine', true],
      ['drain', true],
      ['socket', true, undefined],
    ]);
  });

  test('of an object with copied properties reach the listeners of the copy', () => {
    const { record, request, response } = setUp();
    record();
    for (const original of [request, response]) {
      const copy = Object.create(Object.getPrototypeOf(original));
      for (const key of Object.keys(original)) copy[key] = original[key as keyof typeof original];
      const heard: unknown[] = [];
      copy.on('mine', (value: unknown) => heard.push(value));
      expect(copy.emit('mine', 7)).toBe(true);
      expect(heard).toEqual([7]);
    }
  });

  test.each([
    ['request', 'end'],
    ['response', 'finish'],
  ] as const)('of a %s that only Node hears run outside', (which, event) => {
    const { record, inside, runs, ...all } = setUp();
    const emitter = all[which];
    const heard: [string, boolean][] = [];
    // Added before the app, as Node's own listeners are.
    emitter.on(event, () => heard.push(['Node', inside()]));
    record();
    for (const other of ['drain', 'mine']) emitter.on(other, () => heard.push([other, inside()]));
    emitter.emit(event);
    expect(runs()).toBe(0);
    emitter.emit('drain');
    emitter.emit('mine');
    emitter.on(event, () => heard.push(['app', inside()]));
    emitter.emit(event);
    expect(heard).toEqual([
      ['Node', false],
      ['drain', true],
      ['mine', true],
      ['Node', true],
      ['app', true],
    ]);
  });

  test.each([
    ['adds before a request begins', false],
    ['adds once it has begun', true],
  ])('that only listeners hear that Node %s run outside', (_title, precedesNode) => {
    const { record, request, response, inside, runs } = setUp();
    const heard: [string, boolean][] = [];
    const onFinish = () => {
      // As Node does for a request that was not read.
      request.on('end', () => heard.push(['end', inside()]));
      heard.push(['finish', inside()]);
    };
    if (!precedesNode) response.on('finish', onFinish);
    record(undefined, precedesNode);
    if (precedesNode) response.on('finish', onFinish);
    response.emit('finish');
    request.emit('end');
    expect(runs()).toBe(0);
    request.on('end', () => heard.push(['app', inside()]));
    request.emit('end');
    expect(heard).toEqual([
      ['finish', false],
      ['end', false],
      ['end', true],
      ['app', true],
    ]);
  });

  test('that the app hears as well run inside, also where others listened before Node does', () => {
    const { record, response, inside } = setUp();
    const heard: boolean[] = [];
    response.on('finish', () => {});
    record(undefined, true);
    response.on('finish', () => heard.push(inside()));
    response.emit('finish');
    expect(heard).toEqual([true]);
  });

  test('without listeners do not enter a scope', () => {
    const { record, request, response, runs } = setUp();
    record();
    for (const emitter of [request, response]) {
      for (const event of ['data', 'drain', 'end', 'finish', 'close'])
        expect(emitter.emit(event)).toBe(false);
    }
    expect(runs()).toBe(0);
  });

  test('show that a request is recorded, also after its end', () => {
    const { record, response } = setUp();
    expect(isRecorded(response)).toBe(false);
    record();
    expect(isRecorded(response)).toBe(true);
    response.emit('finish');
    expect(isRecorded(response)).toBe(true);
  });
});

describe('the report', () => {
  const listen = (profiler: Profiler) =>
    mountProfiler<IncomingMessage>({ profiler }, { pattern: () => undefined });

  test('is left to the app when it cannot be made or asked for', async () => {
    const { profiler, request, failures } = setUp();
    const goOn = vi.fn();
    const write = vi.fn();
    const broken = { ...profiler, owns: throwing };
    listen(broken).answer(request, '/__profile__/', request, write, goOn);
    expect(goOn).toHaveBeenCalledOnce();
    const silent = { ...profiler, handle: async () => undefined };
    listen(silent).answer(request, '/__profile__/', request, write, goOn);
    await vi.waitFor(() => expect(goOn).toHaveBeenCalledTimes(2), { timeout: 60_000 });
    listen(profiler).answer(request, '/else', request, write, goOn);
    expect(goOn).toHaveBeenCalledTimes(3);
    expect(write).not.toHaveBeenCalled();
    expect(failures).toEqual(['patched']);
  });

  test('does not end the process when it cannot be written', async () => {
    const { profiler, request, response, failures } = setUp();
    const goOn = vi.fn();
    Object.defineProperty(response, 'writeHead', { value: throwing });
    const write = (answer: Parameters<typeof writeReport>[1]) => writeReport(response, answer);
    listen(profiler).answer(request, '/__profile__/', request, write, goOn);
    await vi.waitFor(() => expect(failures).toEqual(['patched']), { timeout: 60_000 });
    expect(goOn).not.toHaveBeenCalled();
  });

  test('can be requested without a socket', async () => {
    const { profiler, request } = setUp();
    Object.defineProperty(request, 'socket', { value: undefined });
    let peer: string | undefined = 'unknown';
    const asked = {
      ...profiler,
      handle: async (question: Parameters<Profiler['handle']>[0]) => {
        peer = question.peer;
        question.onLeave?.(() => {})();
        return { status: 200, headers: {}, body: '' };
      },
    };
    await listen(asked).report(request, '/__profile__/', request);
    expect(peer).toBeUndefined();
  });
});
