import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportModel } from '../../../packages/core/src/index.ts';
import { findCores } from '../cores.ts';
import { modulesOf } from '../frameworks.ts';
import { peerFile, peersFolder } from '../peers/folder.ts';
import { startSink } from '../peers/start-sink.ts';
import { dist, installed } from '../prepare.ts';
import type { ServerAnswers, ServerQuestion, ServerReady, ServerSettings } from '../servers/messages.ts';
import { variantOf } from '../variants/table.ts';
import type { ProfilerSettings } from '../variants/variant.ts';
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
  readonly pid: number;
  readonly port: number;
  readonly readyMillis: number;
  readonly readyCpuMillis: number;
  ask<Name extends keyof ServerAnswers>(name: Name, micros: number): Promise<ServerAnswers[Name]>;
  /** Reads the report, with `query` as the query string. Call it only when all load is over. */
  report<Model>(query?: string): Promise<Model>;
  facts(): Promise<ProfilerFacts>;
  /** The profile, in a format of the report. */
  download(format: string): Promise<Uint8Array>;
  /** Ends the process as one whose work is done, and says where its peer has left its files. They last until `stop`. */
  end(): Promise<string>;
  stop(): Promise<void>;
}

export interface BenchServerOptions {
  readonly node: string;
  readonly core: number | undefined;
  readonly framework: string;
  readonly variant: string;
  readonly profiler: ProfilerSettings;
  readonly rounds: number;
  /** Another program than the app of the framework. */
  readonly program?: string;
  /** Whether the sink keeps all that is sent, and not only some profiles. */
  readonly keepsAll?: boolean;
}

export async function startServer(all: BenchServerOptions): Promise<BenchServer> {
  const { node, core, program = 'servers/main.js', keepsAll = false, ...options } = all;
  const token = randomBytes(16).toString('hex');
  const profiler = { ...options.profiler, token };
  const settings: ServerSettings = { ...options, ...modulesOf(options.framework), profiler };
  const variant = variantOf(options.variant);
  const folder = mkdtempSync(join(tmpdir(), 'bench-server-'));
  const sink = variant.isPeer ? await startSink(node, findCores()?.load, folder, keepsAll) : undefined;
  const sinkPort = sink?.port ?? 0;
  const facts = { settings: profiler, installed, dist, folder, peersFolder, peerFile, sinkPort };
  const launch = variant.launch?.(facts) ?? {};
  const child = startChild({
    node,
    core,
    file: join(dist, program),
    flags: launch.flags ?? [],
    environment: { BENCH_SERVER: JSON.stringify(settings), ...launch.environment },
    // Where some write their files, and dd-trace looks for source maps.
    folder: variant.isPeer ? folder : undefined,
  });
  const stop = async (): Promise<void> => {
    await child.stop();
    if (sink !== undefined) {
      const { requests, bytes } = await sink.received();
      process.stderr.write(`${options.variant} sent ${requests} requests, ${bytes} bytes\n`);
      await sink.stop();
    }
    rmSync(folder, { recursive: true });
  };
  try {
    const { port, ...ready } = await child.hear<ServerReady>();
    const get = (query: string): Promise<Response> => getReport(port, token, query);
    const report = async <Model>(query = ''): Promise<Model> =>
      (await (await get(`format=json&${query}`)).json()) as Model;
    return {
      pid: child.pid,
      port,
      ...ready,
      ask: (ask, micros) => child.ask({ ask, micros } satisfies ServerQuestion),
      report,
      facts: async () => factsOf(await report()),
      download: async (format) => new Uint8Array(await (await get(`format=${format}`)).arrayBuffer()),
      async end() {
        await child.ask({ ask: 'end', micros: 0 } satisfies ServerQuestion);
        await child.ended();
        return folder;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function getReport(port: number, token: string, query: string): Promise<Response> {
  const response = await fetch(`http://127.0.0.1:${port}/__profile__/?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`the report answered ${response.status}: ${await response.text()}`);
  return response;
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
