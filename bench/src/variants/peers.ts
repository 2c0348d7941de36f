import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Around, Launch, Variant } from './variant.ts';

/** A row for each peer; all are compared by `--peers`, or by name. */
function peer(name: string, title: string, rest: Pick<Variant, 'add' | 'installs' | 'launch'>): Variant {
  return { name, title, inFull: true, isPeer: true, majors: [24], ...rest };
}

const cpuProf = peer('cpu-prof', 'node --cpu-prof', {
  launch: ({ folder }) => ({ flags: ['--cpu-prof', `--cpu-prof-dir=${folder}`] }),
});

/** The flags that the program `0x` gives to Node. It reads the log after the process has ended. */
const zeroX = peer('0x', '0x', {
  installs: ['0x'],
  launch: ({ folder }) => ({
    flags: ['--prof', `--logfile=${join(folder, '%p-v8.log')}`, '--print-opt-source'],
  }),
});

const flame = peer('flame', '@platformatic/flame', {
  installs: ['@platformatic/flame'],
  launch: ({ peerFile }) => ({
    flags: ['--require', peerFile('@platformatic/flame/preload.js')],
    environment: { FLAME_AUTO_START: 'true' },
  }),
  // At the end of a process it would also draw pictures, with other processes.
  add: () => ({ close: () => process.emit('SIGUSR2') }),
});

interface Pyroscope {
  init(options: object): void;
  start(): void;
  stop(): Promise<void>;
  wrapWithLabels(labels: object, fn: () => unknown): void;
}

/** Labels as its documentation has them: around the rest of the app. */
const pyroscope = peer('pyroscope', '@pyroscope/nodejs with labels', {
  installs: ['@pyroscope/nodejs'],
  launch: ({ peersFolder, sinkPort }) => sending(peersFolder, sinkPort, {}),
  add() {
    const peers = createRequire(`${process.env.BENCH_PEERS}/`);
    const { init, start, stop, wrapWithLabels } = peers('@pyroscope/nodejs') as Pyroscope;
    init({
      serverAddress: `http://127.0.0.1:${process.env.BENCH_SINK}`,
      appName: 'bench',
      wall: { collectCpuTime: true },
    });
    start();
    const around: Around = (response, next) => {
      let result: unknown;
      wrapWithLabels({ route: response.req.url }, () => {
        result = next();
      });
      return result;
    };
    return { around, close: stop };
  },
});

const ddTrace = peer('dd-trace', 'dd-trace with profiling', {
  installs: ['dd-trace'],
  launch: ({ peerFile, peersFolder, sinkPort }) => ({
    ...sending(peersFolder, sinkPort, {
      DD_TRACE_AGENT_URL: `http://127.0.0.1:${sinkPort}`,
      DD_PROFILING_ENABLED: 'true',
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      DD_REMOTE_CONFIGURATION_ENABLED: 'false',
    }),
    flags: ['--import', peerFile('dd-trace/initialize.mjs')],
  }),
});

const sentry = peer('sentry', '@sentry/profiling-node', {
  installs: ['@sentry/node', '@sentry/profiling-node'],
  launch: ({ dist, peersFolder, sinkPort }) => ({
    ...sending(peersFolder, sinkPort, {}),
    flags: ['--import', join(dist, 'peers/start/sentry.js')],
  }),
});

const openTelemetry = peer('opentelemetry', '@opentelemetry/instrumentation-http', {
  installs: ['@opentelemetry/api', '@opentelemetry/instrumentation-http', '@opentelemetry/sdk-trace-node'],
  launch: ({ dist, peersFolder, sinkPort }) => ({
    ...sending(peersFolder, sinkPort, {}),
    flags: ['--import', join(dist, 'peers/start/opentelemetry.js')],
  }),
});

function sending(peersFolder: string, port: number, more: Readonly<Record<string, string>>): Launch {
  return { environment: { BENCH_PEERS: peersFolder, BENCH_SINK: String(port), ...more } };
}

export const peers: readonly Variant[] = [cpuProf, zeroX, flame, pyroscope, ddTrace, sentry, openTelemetry];
