import module from 'node:module';
import { join } from 'node:path';
import { currentFolder } from '../app-identity.ts';
import type { Scope } from './scope.ts';

/**
 * The part of `@datadog/pprof`'s sampler that is used here. The classes are private to that package, so its version is
 * pinned, and a test checks their shape.
 */
export interface NativeProfiler {
  start(): void;
  stop(restart: boolean): NativeProfile;
  dispose(): void;
  createContextHolder(context: object): object;
  v8ProfilerStuckEventLoopDetected(): number;
}
export interface NativeHit {
  context?: Scope;
  /** Epoch microseconds. */
  timestamp: bigint;
  /** Nanoseconds since the sample before. */
  cpuTime?: number;
}
export interface NativeNode {
  name: string;
  scriptName: string;
  scriptId: number;
  lineNumber: number;
  columnNumber: number;
  hitCount: number;
  children: NativeNode[];
  contexts?: NativeHit[];
}
interface NativeProfile {
  topDownRoot: NativeNode;
}
type NativeProfilerClass = new (options: object) => NativeProfiler;

const framesFlag = '--experimental-async-context-frame';

/** @throws where the sampler cannot run, with the reason. */
export function loadNative(): NativeProfilerClass {
  if (process.platform === 'win32') throw new Error('@datadog/pprof has no sample contexts on Windows');
  const require = requireOfNative();
  const busy = otherSampler(require.cache);
  if (busy) throw new Error(`another sampler is running in this process (${busy})`);
  const { isAsyncContextFrameActive } = require('@datadog/pprof/out/src/async-context-frame');
  if (!isAsyncContextFrameActive()) throw new Error(withoutFrames());
  return require('@datadog/pprof/out/src/time-profiler-bindings').TimeProfiler;
}

function withoutFrames(): string {
  const { node } = process.versions;
  const fact = `Node ${node} runs without AsyncContextFrame`;
  // Node 22 has it behind a flag, Node 20 has not, and from 24 on it is the default.
  return process.allowedNodeEnvironmentFlags.has(framesFlag)
    ? `${fact}. Start it with ${framesFlag}: following requests through each await then costs much less`
    : fact;
}

/**
 * The package is installed next to this one. In a bundle it is not: `import.meta.url` is then the bundle's, a path of
 * the build machine, or undefined, so the app's own installation is used.
 */
function requireOfNative(): NodeJS.Require {
  for (const place of [import.meta.url, process.argv[1], join(currentFolder(), 'app')]) {
    try {
      // A member of `module`, because webpack removes calls of a `createRequire` that is imported by name.
      const require = module.createRequire(place as string);
      require.resolve('@datadog/pprof');
      return require;
    } catch {
      // Try the next place.
    }
  }
  throw new Error('@datadog/pprof is not installed');
}

/** dd-trace, Pyroscope and others load the same native package; two users of SIGPROF break each other. */
function otherSampler(cache: NodeJS.Dict<NodeJS.Module>): string | undefined {
  for (const [path, module] of Object.entries(cache)) {
    if (/[\\/]pprof[\\/]out[\\/]src[\\/]time-profiler\.js$/.test(path) && module?.exports?.isStarted?.())
      return path;
  }
  return undefined;
}
