import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { foreignRuntime } from '../foreign-runtime.ts';
import { warnOnce } from '../warn-once.ts';
import type { SamplerPlace } from './lingering-sampler.ts';
import type { ProcessProfiler } from './process-profiler.ts';

/** For `routeprof/register`, which loads no more of the core before a server listens. */
export { notesOf } from '../exchange-key.ts';
export { callApp, marked } from '../own-frames.ts';

/**
 * A process may hold several copies of this package: an ESM and a CommonJS one, or one in each of several
 * `node_modules`. They must not all sample, so they meet in one global object. Copies with the same protocol
 * understand each other: raise it when `Shared` changes, or anything that can be reached from it.
 */
const protocol = 1;

const key: symbol = Symbol.for('routeprof');

/** The one engine of this process, whichever copy has started it. */
export interface Running {
  readonly process: ProcessProfiler;
  mounts: number;
}

/** What all copies in one process share. */
export interface Shared extends SamplerPlace {
  readonly protocol: number;
  /** The version and file of the first copy, for messages. */
  readonly version: string;
  readonly file: string;
  running: Running | undefined;
  /** Set by `routeprof/register` while it profiles: it makes way for a profiler that the app creates itself. */
  giveWay: (() => void) | undefined;
  /** By name: functions that `routeprof/register` calls in the lines that it adds to modules, and its own mark. */
  readonly hooks: Record<string, unknown>;
}

/** The shared object, made by the first copy; `undefined`, with one warning, for a copy that must not profile. */
export function joinShared(): Shared | undefined {
  const runtime = foreignRuntime(process.versions);
  if (runtime !== undefined) {
    warnOnce(
      `${runtime} is not supported: nothing is profiled, and every request passes. routeprof needs Node.`,
    );
    return undefined;
  }
  const there = (globalThis as { [key: symbol]: Shared | null | undefined })[key];
  if (there === undefined) {
    const shared: Shared = {
      protocol,
      ...here(),
      running: undefined,
      lingering: undefined,
      giveWay: undefined,
      hooks: {},
    };
    // Not enumerable, so that code that lists the globals does not find it.
    Object.defineProperty(globalThis, key, { configurable: true, value: shared });
    return shared;
  }
  if (there?.protocol === protocol) return there;
  warnOnce(disagreement(there));
  return undefined;
}

function disagreement(there: Partial<Shared> | null): string {
  return (
    `this process has two versions of routeprof that cannot work together: ${nameOf(there ?? {})} and ${nameOf(here())}. ` +
    'The first one profiles, the second lets every request pass. Install one version of all routeprof packages; ' +
    'npm ls @routeprof/core shows who needs which.'
  );
}

function here(): Pick<Shared, 'version' | 'file'> {
  // Written out, so that the CommonJS build has it, too.
  const url: string | undefined = import.meta.url;
  // A bundler may leave `import.meta.url` empty.
  return {
    version: manifest.version,
    file: url?.startsWith('file:') ? fileURLToPath(url) : (url ?? 'a bundle'),
  };
}

function nameOf({ version = 'an unknown one', file = 'somewhere' }: Partial<Shared>): string {
  return `${version} (${file})`;
}
