import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { root } from '../../../../scripts/packages.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { startPostgres } from '../services/postgres.ts';
import { freePort, type Service } from '../services/service.ts';
import { foreignApps } from './apps.ts';
import type { ForeignApp, Sent } from './foreign-app.ts';

// Whether other people's apps give the same responses under `routeprof run`: `npx --yes pnpm@12 prove:apps verdaccio`,
// or all of them without a name. `--work` is the folder for their packages. The results are in
// docs/proofs/foreign-apps.md.

interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}
interface Answered {
  readonly answers: readonly Answer[];
  readonly routes: ReportModel['routes'];
}

const mostStartMillis = 120_000;
const command = join(root, 'packages/routeprof/dist/routeprof.js');
const settings = {
  NODE_ENV: 'development',
  NODE_OPTIONS: '',
  ROUTEPROF_QUIET: 'true',
  ROUTEPROF_DISCARD_FIRST: 'false',
};
/** Headers that depend on the time or the connection. */
const leftOut = new Set(['date', 'etag', 'last-modified', 'content-length', 'x-response-time']);

const { values, positionals } = parseArgs({ allowPositionals: true, options: { work: { type: 'string' } } });
const work = values.work ?? join(tmpdir(), 'routeprof-apps');
const names = positionals.length > 0 ? positionals : Object.keys(foreignApps);
for (const name of names) {
  const app = foreignApps[name];
  if (app === undefined)
    throw new Error(`There is no ${name}; there are ${Object.keys(foreignApps).join(', ')}.`);
  await prove(name, app);
}

async function prove(name: string, app: ForeignApp): Promise<void> {
  install(name, app);
  const plain = await answersOf(name, app, []);
  // A response that differs without the profiler, too, proves nothing.
  const again = await answersOf(name, app, []);
  const profiled = await answersOf(name, app, [command, 'run']);
  const wrong = app.requests.flatMap((sent, index) => {
    const [one, two, three] = [plain, again, profiled].map(({ answers }) => answers[index] as Answer);
    const { method = 'GET', path } = sent;
    return [
      ...differences(one as Answer, two as Answer).map(
        (what) => `${method} ${path}: not the same twice without the profiler: ${what}`,
      ),
      ...differences(one as Answer, three as Answer).map((what) => `${method} ${path}: ${what}`),
    ];
  });
  const statuses = plain.answers.map(({ status }) => status).join(' ');
  console.log(`\n${app.packages.join(', ')}, Node ${process.versions.node}`);
  console.log(`${app.requests.length} requests (${statuses}), ${wrong.length} answers differ`);
  for (const sentence of wrong) console.log(`  FAULT ${sentence}`);
  for (const { method, route, requests } of profiled.routes)
    console.log(`  ${String(requests).padStart(4)}  ${method} ${route}`);
  if (wrong.length > 0 || profiled.routes.length === 0) process.exitCode = 1;
}

function install(name: string, { packages }: ForeignApp): void {
  const folder = join(work, name);
  if (existsSync(join(folder, 'node_modules'))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const words = ['install', '--no-audit', '--no-fund', '--legacy-peer-deps', ...packages];
  execFileSync('npm', words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], timeout: 540_000 });
}

async function answersOf(name: string, app: ForeignApp, prefix: readonly string[]): Promise<Answered> {
  const modules = join(work, name, 'node_modules');
  // Beside `node_modules`, so that the app's own files find the packages.
  const folder = mkdtempSync(join(work, name, 'run-'));
  for (const [file, text] of Object.entries(app.files)) writeFileSync(join(folder, file), text);
  copyFileSync(join(import.meta.dirname, 'nest-cats.cjs'), join(folder, 'nest-cats.cjs'));
  const port = await freePort();
  const children: ChildProcess[] = [];
  let postgres: Service | undefined;
  const start = (before: readonly string[], [script, ...args]: readonly [string, ...string[]]): void => {
    const path = join(script.startsWith('./') ? folder : modules, script);
    const child = spawn(process.execPath, [...before, path, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...settings },
    });
    child.stdout.resume();
    children.push(child);
  };
  try {
    if (app.needsPostgres) postgres = await startPostgres();
    start(prefix, app.command(port, postgres?.port ?? 0));
    await until(async () => (await ask(port, { path: app.ready })).status < 300);
    const answers: Answer[] = [];
    for (const sent of app.requests) answers.push(plainly(await ask(port, sent), app.varying));
    const report = prefix.length === 0 ? undefined : await ask(port, { path: '/__profile__/?format=json' });
    const routes = report === undefined ? [] : (JSON.parse(report.body) as ReportModel).routes;
    return { answers, routes };
  } finally {
    for (const child of children.toReversed()) await end(child);
    rmSync(folder, { recursive: true, force: true });
    await postgres?.stop();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

function plainly({ status, headers, body }: Answer, varying: readonly RegExp[]): Answer {
  const plain = (text: string): string => varying.reduce((left, pattern) => left.replace(pattern, '…'), text);
  return { status, headers: plain(headers), body: plain(body) };
}

function differences(one: Answer, other: Answer): string[] {
  return (['status', 'headers', 'body'] as const)
    .filter((part) => one[part] !== other[part])
    .map(
      (part) =>
        `${part} ${JSON.stringify(cut(one[part], other[part]))} became ${JSON.stringify(cut(other[part], one[part]))}`,
    );
}

/** From a little before the first place where it differs. */
function cut(text: string | number, other: string | number): string {
  const [own, their] = [String(text), String(other)];
  let at = 0;
  while (at < own.length && own[at] === their[at]) at += 1;
  return own.slice(Math.max(0, at - 40), at + 80);
}

function ask(port: number, { method = 'GET', path, headers = {}, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers, agent: false, timeout: 30_000 },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const kept = Object.entries(response.headers).filter(([name]) => !leftOut.has(name));
          resolve({
            status: response.statusCode ?? 0,
            headers: kept.map(([name, value]) => `${name}: ${value}`).join('\n'),
            body: Buffer.concat(chunks).toString('latin1'),
          });
        });
      },
    );
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path} was not answered in 30 s`)));
    sent.end(body);
  });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + mostStartMillis;
  let last: unknown;
  while (performance.now() < end) {
    try {
      if (await isSo()) return;
    } catch (error) {
      last = error;
    }
    await delay(250);
  }
  throw new Error(`It has not started in ${mostStartMillis / 1_000} s`, { cause: last });
}
