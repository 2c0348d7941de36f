import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { ReportModel } from '@routeprof/core';
import { expect } from 'vitest';
import type { Service } from '../../proofs/services/service.ts';
import { ask } from '../../src/client/http.ts';
import { peekReport, reportPath } from '../../src/client/report.ts';
import { until } from '../../src/client/until.ts';
import { type Program, portOf, programFile, startProgram } from '../client/program.ts';
import { storedFiles } from '../client/stored-files.ts';

type WaitRow = ReportModel['waits'][number];

/** What a wait says, without its durations: the line is the marked one's number, or what it is. */
export type SaidWait = Pick<WaitRow, 'kind' | 'target' | 'operation' | 'library'> & {
  readonly site: string;
  readonly perRequest: number;
};

/** An app with every request traced, whose routes use real libraries. */
export interface TracedApp {
  readonly port: number;
  /** Forgets what was measured, sends the requests one after the other, and reads what they have waited for. */
  visit(...paths: string[]): Promise<SaidWait[]>;
  /** The same, with all requests at once. */
  visitAtOnce(...paths: string[]): Promise<SaidWait[]>;
  /** Expects that neither reports nor the folder have anything that only the app knows. Ends the app. */
  expectNoSecrets(...kept: string[]): Promise<void>;
  stop(): Promise<void>;
}

/** Parts of all that the app puts into keys, values, headers and bodies: see `programs/operations/secrets.mjs`. */
const forbidden = ['kept-nowhere', '918273645'];

/** All channels are listened to only so often, until their library has been heard. */
const listenAgainMillis = 300;

/** Starts `programs/operations/NAME.mjs` for each of the parts. `paths` are those whose libraries must be heard once. */
export async function startTracedApp(
  parts: Readonly<Record<string, Pick<Service, 'port'>>>,
  paths: readonly string[],
  dir: string,
  flags: readonly string[] = [],
): Promise<TracedApp> {
  const ports = Object.fromEntries(Object.entries(parts).map(([name, { port }]) => [name, port]));
  const program = startProgram(programFile('operations/server.mjs'), {
    flags,
    words: [JSON.stringify(ports)],
    environment: { DIR: dir },
    // From where `--import` finds packages.
    cwd: join(import.meta.dirname, '../..'),
  });
  const port = await portOf(program);
  for (const path of paths) {
    await delay(listenAgainMillis);
    await ask({ port }, path);
  }
  const sites = new Map(Object.keys(parts).flatMap(sitesOf));
  return createTracedApp(program, port, sites, dir);
}

function createTracedApp(
  program: Program,
  port: number,
  sites: ReadonlyMap<string, string>,
  dir: string,
): TracedApp {
  const send = async (path: string): Promise<void> => {
    const { status } = await ask({ port }, path);
    expect([path, status]).toEqual([path, 200]);
  };
  /** Requests before are in it, too. */
  const forget = async (): Promise<void> => {
    const { status } = await ask({ port }, { method: 'POST', path: `${reportPath}clear`, body: '' });
    expect(status).toBe(200);
  };
  const said = async (count: number): Promise<SaidWait[]> => {
    const report = await until(
      () => peekReport({ port }, reportPath, 'full=1'),
      ({ routes }) => routes.reduce((sum, { latencyParts }) => sum + latencyParts.traced, 0) === count,
      `${count} traced requests`,
    );
    return report.waits.map(({ kind, target, operation, library, perRequest, file, line }) => ({
      kind,
      target,
      operation,
      library,
      perRequest,
      site: sites.get(`${file.split('/').at(-1)}:${line}`) ?? `${file}:${line}`,
    }));
  };
  return {
    port,
    async visit(...paths) {
      await forget();
      for (const path of paths) await send(path);
      return await said(paths.length);
    },
    async visitAtOnce(...paths) {
      await forget();
      await Promise.all(paths.map(send));
      return await said(paths.length);
    },
    async expectNoSecrets(...kept) {
      const texts: string[] = [];
      for (const view of ['routes', 'functions', 'flame']) {
        for (const format of ['json', 'text', 'markdown', 'html']) {
          const path = `${reportPath}?view=${view}&format=${format}&full=1&limit=1000`;
          const { status, body } = await ask({ port }, path);
          expect([path, status]).toEqual([path, 200]);
          texts.push(body);
        }
      }
      await ask({ port }, '/quit');
      expect(await program.exited()).toEqual({ code: 0, signal: null });
      const files = storedFiles(dir).map((name) =>
        gunzipSync(readFileSync(join(dir, name))).toString('latin1'),
      );
      expect(files.length).toBeGreaterThan(0);
      // Both have what they may have, so both have been read.
      for (const text of kept) {
        expect(texts.join('\n')).toContain(text);
        expect(files.join('\n')).toContain(text);
      }
      for (const secret of forbidden) {
        expect(texts.filter((text) => text.includes(secret))).toEqual([]);
        expect(files.filter((text) => text.includes(secret))).toEqual([]);
      }
    },
    stop: () => program.stop(),
  };
}

/** The lines of a program where its requests wait: their names by `file:line`. */
function sitesOf(name: string): (readonly [string, string])[] {
  const lines = readFileSync(programFile(`operations/${name}.mjs`), 'utf8').split('\n');
  return lines.flatMap((line, i) => {
    const [, below, site] = /\/\/ site(-below)?: (.*)/.exec(line) ?? [];
    if (site === undefined) return [];
    return [[`${name}.mjs:${i + (below === undefined ? 1 : 2)}`, site] as const];
  });
}
