import { describe, expect, test } from 'vitest';
import { isFull } from '../../core/test/fixtures/full.ts';
import { ask, exchange, wire } from '../src/client/http.ts';
import { readReport, requestsOf } from '../src/client/report.ts';
import { until } from '../src/client/until.ts';
import { chosenNode } from '../src/node-binaries.ts';
import { targets } from '../src/targets.ts';
import { type How, type Program, portOf, programFile, startProgram } from './client/program.ts';

/** Both forms of a program; one of them in a short run, in turns. */
function formsOf(i: number, name: string): readonly string[] {
  const forms = [`${name}.cjs`, `${name}.mjs`];
  return isFull ? forms : [forms[i % 2] as string];
}

/** Programs without a profiler in their code: each major of each framework, required and imported, and tools built on them. */
const names = ['nest-express', 'nest-fastify'].flatMap((name, i) => formsOf(i, name));
const programs: readonly {
  readonly name: string;
  readonly file: string;
  readonly words: readonly string[];
}[] = [
  ...targets.flatMap(({ name }, i) =>
    formsOf(i, 'framework').map((file) => ({ name: `${name}, ${file}`, file, words: [name] })),
  ),
  ...[...names, 'typescript.ts'].map((name) => ({ name, file: name, words: [] })),
];

const requests: Readonly<Record<string, string>> = {
  'a route': wire({ path: '/hello/ann' }),
  'a route of a router with a prefix': wire({ path: '/shop/paris/orders/7?all=1' }),
  'an error': wire({ path: '/fail' }),
  'no such route': wire({ path: '/nothing/here' }),
  'another method': wire({ method: 'POST', path: '/hello/ann', body: 'x' }),
  HEAD: wire({ method: 'HEAD', path: '/hello/ann' }),
  OPTIONS: wire({ method: 'OPTIONS', path: '/hello/ann' }),
  'no host': 'GET /hello/ann HTTP/1.1\r\nConnection: close\r\n\r\n',
  'no host, for the report': 'GET /__profile__/ HTTP/1.1\r\nConnection: close\r\n\r\n',
  'no HTTP': 'HELLO\r\n\r\n',
  'Expect: 100-continue': wire({ path: '/hello/bob', headers: { expect: '100-continue' } }),
  'an upgrade that nobody takes': wire({
    path: '/hello/ann',
    headers: { upgrade: 'websocket', connection: 'upgrade, close' },
  }),
  pipelined: `${wire({ path: '/hello/ann', headers: { connection: 'keep-alive' } })}${wire({ path: '/shop/oslo/orders/8' })}`,
};

/** Each framework in both modes: its CommonJS program in one, its ES module in the other. */
const modeOf = (file: string) => (file.endsWith('.cjs') ? { NODE_ENV: 'production' } : {});
/** Both ways for each framework: one with its CommonJS program, the other with its ES module. */
const howsOf = (file: string): readonly How[] =>
  isFull ? ['import', 'run'] : file.endsWith('.cjs') ? ['import'] : ['run'];
/** Node 20 does not read TypeScript; the others do not if they are told so. */
const readsTypeScript = chosenNode() !== 20;
const withoutTypeScript: Readonly<Record<string, string>> = readsTypeScript
  ? { NODE_OPTIONS: '--no-experimental-strip-types' }
  : {};

const readable = programs.filter(({ file }) => readsTypeScript || !file.endsWith('.ts'));
describe.concurrent.for(readable)('$name', ({ name, words, ...program }) => {
  const file = programFile(program.file);

  test('answers with the same bytes, and ends as without', async () => {
    const environment = modeOf(file);
    // One after the other, because a busy machine can start only a few of the large frameworks at once.
    const alone = await answersOf(file, words, 'alone', environment);
    const imported = await answersOf(file, words, 'import', environment);
    const ran = await answersOf(file, words, 'run', environment);
    expect(Object.values(alone.answers).filter((answer) => answer === '')).toEqual([]);
    expect(imported).toEqual(alone);
    expect(ran).toEqual(alone);
  });

  test.for(howsOf(file))('has its routes (%s)', async (how) => {
    const program = startProgram(file, { how, words, environment: { ROUTEPROF_DISCARD_FIRST: 'false' } });
    try {
      const server = { port: await portOf(program) };
      const http = name.startsWith('http,');
      const routes = http
        ? ['GET /hello/ann', 'GET /shop/paris/orders/:id']
        : ['GET /hello/:name', 'GET /shop/:city/orders/:id'];
      for (const path of ['/hello/ann', '/shop/paris/orders/7', '/shop/paris/orders/8'])
        await ask(server, path);
      const report = await until(
        () => readReport(server),
        (model) => requestsOf(model, routes[1]!) === 2 && requestsOf(model, routes[0]!) === 1,
        `one of ${routes[0]} and two of ${routes[1]}`,
      );
      expect(report.routes.map(({ route }) => route).sort()).toEqual(routes.map((route) => route.slice(4)));
    } finally {
      await program.stop();
    }
  });
});

describe.concurrent('where Node does not read TypeScript', () => {
  const end = async (how: How) => {
    const program = startProgram(programFile('typescript.ts'), { how, environment: withoutTypeScript });
    const exit = await program.exited();
    return { ...exit, stdout: program.stdout(), stderr: program.stderr() };
  };

  test('it ends with the same error as without (--require)', async () => {
    const [alone, required] = await Promise.all([end('alone'), end('require')]);
    expect(alone).toMatchObject({ code: 1, signal: null, stdout: '' });
    expect(alone.stderr).toMatch(/ERR_UNKNOWN_FILE_EXTENSION.*typescript\.ts/);
    expect({ ...required, stderr: errorOf(required.stderr) }).toEqual({
      ...alone,
      stderr: errorOf(alone.stderr),
    });
  });

  test('run says what to do', async () => {
    const { stderr, ...ended } = await end('run');
    expect(ended).toEqual({ code: 2, signal: null, stdout: '' });
    expect(stderr).toMatch(
      /^routeprof: Node \d+[.\d]+ does not read TypeScript, which .*typescript\.ts is\. Use Node 22\.18 .*\n$/,
    );
  });
});

/** An uncaught error itself, without the lines of Node's own that have led to it. */
function errorOf(stderr: string): string {
  return stderr.replace(/^[\s\S]*?(?=^\w*Error)/m, '').replace(/^ {4}at .*\n/gm, '');
}

async function answersOf(
  file: string,
  words: readonly string[],
  how: How,
  environment: Readonly<Record<string, string>>,
) {
  const program = startProgram(file, { how, words, environment });
  try {
    const server = { port: await portOf(program) };
    const answers: Record<string, string> = {};
    for (const [title, bytes] of Object.entries(requests))
      answers[title] = comparable(await exchange(server, bytes));
    await exchange(server, wire({ path: '/quit' }));
    const exit = await program.exited();
    return { answers, exit, stdout: program.stdout().replace(/\d+/, '…'), stderr: othersWords(program) };
  } finally {
    await program.stop();
  }
}

function comparable(answer: string): string {
  return answer.replace(/\r\ndate: [^\r]*/gi, '');
}

function othersWords(program: Program): string {
  return program.stderr().replace(/^routeprof: profiling .*\n/gm, '');
}
