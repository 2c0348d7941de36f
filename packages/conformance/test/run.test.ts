import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../src/client/http.ts';
import { readReport, requestsOf } from '../src/client/report.ts';
import { until } from '../src/client/until.ts';
import { chosenNode, hasContextFrames } from '../src/node-binaries.ts';
import { type Program, portOf, programFile, register, type Start, startProgram } from './client/program.ts';

const processFile = (name: string): string => programFile(`processes/${name}.cjs`);
const countAll = { ROUTEPROF_DISCARD_FIRST: 'false' };

/** A folder whose name has unusual characters. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "an app's folder "));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function using<Value>(
  file: string | undefined,
  start: Start,
  act: (program: Program) => Promise<Value>,
): Promise<Value> {
  const program = startProgram(file, { how: 'run', ...start });
  try {
    return await act(program);
  } finally {
    await program.stop();
  }
}

/** Runs to the end. Returns the exit code and all output. */
function ended(file: string | undefined, start: Start = {}, input = '') {
  return using(file, start, async (program) => {
    program.tell(input);
    const exit = await program.exited();
    return { ...exit, stdout: program.stdout(), stderr: program.stderr() };
  });
}

describe.concurrent('run', () => {
  test('hands on words, standard input, options of Node, folder and exit code', async () => {
    const words = ['--port', '1', '--rate=no', '--', '--help', '-x', 'a b', ''];
    const environment = { NODE_OPTIONS: '--no-deprecation' };
    const alone = await ended(
      processFile('words'),
      { how: 'alone', words, environment, cwd: folder },
      'line 1\nline 2',
    );
    const ran = await ended(processFile('words'), { words, environment, cwd: folder }, 'line 1\nline 2');
    expect(alone).toMatchObject({ code: 5, stdout: expect.stringContaining('"words":["--port","1"') });
    expect({ ...ran, stderr: '' }).toEqual(alone);
  });

  test.for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends by the same signal as its program: %s', (signal) =>
    using(programFile('http.cjs'), {}, async (program) => {
      await portOf(program);
      program.signal(signal);
      expect(await program.exited()).toEqual({ code: null, signal });
    }),
  );

  test.for([
    ['SIGTERM', 7],
    ['SIGINT', 8],
    ['SIGHUP', 9],
  ] as const)('ends with the code of a program that handles %s', ([signal, code]) =>
    using(processFile('handles-signals'), {}, async (program) => {
      await portOf(program);
      program.signal(signal);
      expect(await program.exited()).toEqual({ code, signal: null });
      expect(program.stdout()).toContain(`handled ${signal}`);
    }),
  );

  test('leaves nothing in the temporary folder, also when its program was ended by a signal', async () => {
    const temporary = mkdtempSync(join(folder, 'temporary-'));
    await using(programFile('http.cjs'), { environment: { TMPDIR: temporary } }, async (program) => {
      await portOf(program);
      program.signal('SIGTERM');
      await program.exited();
    });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('profiles what npm starts', async () => {
    const app = mkdtempSync(join(folder, 'npm app '));
    writeFileSync(
      join(app, 'package.json'),
      JSON.stringify({ scripts: { start: 'node "server file.cjs"' } }),
    );
    writeFileSync(join(app, 'server file.cjs'), `require(${JSON.stringify(programFile('http.cjs'))});`);
    const start = { cwd: app, words: ['npm', 'start'], environment: countAll };
    await using(undefined, start, async (program) => {
      const server = { port: await portOf(program) };
      await ask(server, '/hello/ann');
      await until(
        () => readReport(server),
        (model) => requestsOf(model, 'GET /hello/ann') === 1,
        'counted',
      );
      await ask(server, '/quit');
      expect((await program.exited()).code).toBe(3);
      expect(program.stderr().match(/routeprof: profiling/g)).toHaveLength(1);
    });
  });

  test('profiles a file with spaces in its path', async () => {
    const file = join(folder, 'my server.cjs');
    writeFileSync(file, `require(${JSON.stringify(programFile('http.cjs'))});`);
    await using(file, {}, async (program) => {
      await readReport({ port: await portOf(program) });
    });
  });

  test.for(['alone', 'require', 'run'] as const)(
    'leaves the app to the loader of CommonJS, and reaches a fork in another folder: %s',
    async (how) => {
      const { stdout } = await ended(processFile('loader'), { how, cwd: folder });
      expect(JSON.parse(stdout)).toEqual({
        isMain: true,
        parent: null,
        hooked: 'by a hook',
        profiled: how !== 'alone',
      });
    },
  );

  test('named by its package name, reaches a fork in a folder from which the name does not resolve', async () => {
    const installed = mkdtempSync(join(folder, 'installed '));
    mkdirSync(join(installed, 'node_modules'));
    symlinkSync(dirname(dirname(register)), join(installed, 'node_modules/routeprof'), 'junction');
    for (const start of [
      { flags: ['--require', 'routeprof/register'] },
      { environment: { NODE_OPTIONS: '-r routeprof/register' } },
      { environment: { NODE_OPTIONS: '--import routeprof/register' } },
    ]) {
      const { stdout, stderr } = await ended(processFile('loader'), {
        how: 'alone',
        cwd: installed,
        ...start,
      });
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toMatchObject({ hooked: 'by a hook', profiled: true });
    }
  });

  test('profiles children, forked and spawned', () =>
    using(processFile('children'), { environment: countAll }, async (program) => {
      for (const which of ['FORKED', 'SPAWNED']) {
        const [, port, pid] = /(\d+) of (\d+)/.exec(
          await program.says(new RegExp(`${which} (\\d+ of \\d+;)`)),
        )!;
        const server = { port: Number(port) };
        await ask(server, '/well');
        const model = await until(
          () => readReport(server),
          (report) => requestsOf(report, 'GET /well') === 1,
          'counted',
        );
        expect(JSON.stringify(model.sources)).toContain(`"pid":${pid}`);
      }
    }));

  test('profiles workers of a cluster, each with a report on a port of its own', () =>
    using(processFile('cluster'), { flags: ['--port', '0', '--discard-first', 'false'] }, async (program) => {
      const server = { port: await portOf(program) };
      const places = await until(
        async () => [
          ...program.stderr().matchAll(/the report of process (\d+) is at http:\/\/127\.0\.0\.1:(\d+)/g),
        ],
        (found) => found.length === 2,
        'two places',
      );
      const answered = new Map<string, number>();
      for (let i = 0; i < 8; i++) {
        const { body } = await ask(server, '/who');
        answered.set(body, (answered.get(body) ?? 0) + 1);
      }
      expect([...answered.keys()].sort()).toEqual(places.map(([, pid]) => pid).sort());
      for (const [, pid, port] of places) {
        const model = await until(
          () => readReport({ port: Number(port) }),
          (report) => requestsOf(report, 'GET /who') === answered.get(pid!),
          `all requests of ${pid}`,
        );
        expect(JSON.stringify(model.sources)).toContain(`"pid":${pid}`);
      }
    }));

  test('with a --port that is taken, takes a free one and says so', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      await using(programFile('http.cjs'), { flags: ['--port', String(port)] }, async (program) => {
        await portOf(program);
        const own = await program.says(
          new RegExp(
            `is at http://127\\.0\\.0\\.1:(\\d+)/__profile__/ \\(port ${port} is in use: .*--port\\)`,
          ),
        );
        await readReport({ port: Number(own) });
      });
    } finally {
      other.close();
    }
  });

  test('says when the app cannot listen, whatever the app itself says', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      expect(await ended(processFile('port-in-use'), { words: [String(port)] })).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(
          new RegExp(
            `^routeprof: .*port-in-use\\.cjs could not listen \\(.*EADDRINUSE.*${port}\\), so there is no profile\\. Stop the program .* another port\\.\n$`,
          ),
        ),
      });
    } finally {
      other.close();
    }
  });

  test('does not disturb worker threads', async () => {
    const alone = await ended(processFile('threads'), { how: 'alone' });
    expect(alone.stdout).toBe('from a thread\n');
    expect(await ended(processFile('threads'), { how: 'import' })).toEqual(alone);
    expect(await ended(processFile('threads'))).toMatchObject({ code: 0, stdout: alone.stdout });
  });

  test('says what to do when there is no profile', async () => {
    expect(await ended(processFile('crash'))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /crashed as it should[\s\S]*\nrouteprof: .*crash\.cjs ended with code 1 before an HTTP server listened, .* Its own messages are above\.\n$/,
      ),
    });
    expect(await ended(processFile('nothing'))).toMatchObject({
      code: 0,
      stdout: 'no server here\n',
      stderr: expect.stringMatching(
        /^routeprof: .* ended with code 0 before an HTTP server listened.*Only servers of node:http.*\n$/,
      ),
    });
    await using(programFile('http.cjs'), {}, async (program) => {
      await portOf(program);
      program.signal('SIGTERM');
      await program.exited();
      expect(program.stderr()).toMatch(
        /\nrouteprof: .*http\.cjs had no request while it ran, so there is no profile\. .*\n$/,
      );
    });
  });

  test.for([
    {
      words: ['no-such.js'],
      says: /there is no file no-such\.js in .*Give the path of the app's main file\./,
    },
    {
      words: ['no-such-command', 'x'],
      says: /there is neither a file nor a command "no-such-command"\. Give /,
    },
    { words: [], says: /name what to run: routeprof run server\.js/ },
    {
      flags: ['--rates', '5'],
      words: ['x.js'],
      says: /Unknown option '--rates'\. Options of run are: --path/,
    },
    { flags: ['--rate', 'fast'], words: ['x.js'], says: /--rate is "fast"\. Allowed: a number\./ },
    { flags: ['--rate', '-4'], words: ['x.js'], says: /'--rate'/ },
    {
      flags: ['--rate=100000'],
      words: ['x.js'],
      says: /--rate is 100000\. Allowed: a whole number from 1 to 10000\./,
    },
    {
      flags: ['--port', '70000'],
      words: ['x.js'],
      says: /--port is "70000"\. Allowed: a port from 0 to 65535/,
    },
    {
      flags: ['--engine', 'steam'],
      words: ['x.js'],
      says: /--engine is "steam"\. Allowed: one of auto, async-context, inspector\./,
    },
    {
      words: ['x.js'],
      environment: { ROUTEPROF_FLUSH_INTERVAL: '5' },
      says: /ROUTEPROF_FLUSH_INTERVAL is 5\. Allowed: a whole number from 1000 to 600000\./,
    },
  ])('refuses $flags $words in a sentence', async ({ says, ...start }) => {
    const { code, stdout, stderr } = await ended(undefined, { ...start, cwd: folder });
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^routeprof: .*\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

const flag = '--async-context-frame';

test.runIf(chosenNode() > 20)(`${flag} gives Node 22 the engine of Node 24, which has it anyway`, () =>
  using(programFile('http.cjs'), { flags: [flag], environment: countAll }, async (program) => {
    const server = { port: await portOf(program) };
    await ask(server, '/hello/ann');
    expect((await readReport(server)).status.engine).toBe('async-context');
  }),
);

test.runIf(chosenNode() === 20)(`${flag} on Node 20 is refused, with the Node that has it`, async () => {
  const { code, stderr } = await ended(programFile('http.cjs'), { flags: [flag] });
  expect(stderr).toMatch(
    /^routeprof: Node 20\..* has no AsyncContextFrame, .* Use Node 22, or Node 24, .*\n$/,
  );
  expect(code).toBe(2);
});

test.runIf(chosenNode() === 22 && !hasContextFrames())(
  'Node 22 without the flag says what it would save',
  () =>
    using(programFile('http.cjs'), {}, async (program) => {
      const { passedOver } = (await readReport({ port: await portOf(program) })).status;
      expect(passedOver).toMatch(
        /without AsyncContextFrame\. Start it with --experimental-async-context-frame: /,
      );
    }),
);

describe.concurrent('--import', () => {
  test.for([
    ['fast', '"fast". Allowed: a number. Nothing is profiled.'],
    ['0', '0. Allowed: a whole number from 1 to 10000.'],
  ] as const)(
    'with a variable that cannot be used, %s, leaves the app alone and says why',
    ([rate, says]) => {
      const start = { how: 'import', environment: { ROUTEPROF_RATE: rate } } as const;
      return using(programFile('http.cjs'), start, async (program) => {
        const server = { port: await portOf(program) };
        expect((await ask(server, '/hello/ann')).body).toBe('hello ann');
        expect(program.stderr()).toBe(`routeprof: ROUTEPROF_RATE is ${says}\n`);
      });
    },
  );

  test('named twice, profiles once', async () => {
    const start = {
      how: 'import',
      environment: { ...countAll, NODE_OPTIONS: `--require=${register}` },
    } as const;
    await using(programFile('http.cjs'), start, async (program) => {
      const server = { port: await portOf(program) };
      await ask(server, '/hello/ann');
      await until(
        () => readReport(server),
        (model) => requestsOf(model, 'GET /hello/ann') === 1,
        'counted',
      );
      expect(program.stderr().match(/routeprof:/g)).toHaveLength(1);
    });
  });
});
