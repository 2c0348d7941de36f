import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ReportModel } from '@routeprof/core';
import { dist } from '../prepare.ts';
import type { ServerAnswers, ServerQuestion, ServerReady, ServerSettings } from '../servers/main.ts';
import { startChild } from './child.ts';

/** What the bench reads from the report. */
export interface ProfilerFacts {
  readonly engine: string;
  readonly rate: number;
  readonly longestDrainMicros: number;
  readonly requests: number;
  readonly failures: readonly string[];
}

export interface BenchServer {
  readonly port: number;
  readonly readyMillis: number;
  ask<Name extends keyof ServerAnswers>(name: Name, micros?: number): Promise<ServerAnswers[Name]>;
  /** Reads the report, with `query` as the query string. Call it only when all load is over. */
  report<Model>(query?: string): Promise<Model>;
  facts(): Promise<ProfilerFacts>;
  stop(): Promise<void>;
}

export interface BenchServerOptions extends Omit<ServerSettings, 'token'> {
  readonly node: string;
  readonly core: number | undefined;
}

export async function startServer({ node, core, ...settings }: BenchServerOptions): Promise<BenchServer> {
  const token = randomBytes(16).toString('hex');
  const child = startChild({
    node,
    core,
    file: join(dist, 'servers/main.js'),
    environment: { BENCH_SERVER: JSON.stringify({ ...settings, token } satisfies ServerSettings) },
  });
  try {
    const { port, readyMillis } = await child.hear<ServerReady>();
    return {
      port,
      readyMillis,
      ask: (ask, micros) =>
        child.ask({ ask, ...(micros === undefined ? {} : { micros }) } satisfies ServerQuestion),
      report: (query) => readReport(port, token, query),
      facts: async () => factsOf(await readReport(port, token)),
      stop: child.stop,
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function readReport<Model>(port: number, token: string, query = ''): Promise<Model> {
  const response = await fetch(`http://127.0.0.1:${port}/__profile__/?format=json&${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`the report answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Model;
}

function factsOf({ status, totals }: ReportModel): ProfilerFacts {
  return {
    engine: status.engine,
    rate: status.rate,
    longestDrainMicros: status.longestDrainMicros,
    requests: totals.requests,
    failures: status.failures.map(({ message }) => message),
  };
}
