import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { foreignRuntime } from '../foreign-runtime.ts';
import { warnOnce } from '../warn-once.ts';
import type { SamplerPlace } from './lingering-sampler.ts';
import type { ProcessProfiler } from './process-profiler.ts';

/** For `routeprof/register`, which loads no more of the core before a server listens. */
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

/** What all copies in one process have in common. */
export interface Shared extends SamplerPlace {
  readonly protocol: number;
  /** The copy that was first, as a person would look for it. */
  readonly version: string;
  readonly file: string;
  running: Running | undefined;
  /** Set by `routeprof/register` while it profiles: an app that makes a profiler of its own wants that one. */
  giveWay: (() => void) | undefined;
  /** Functions that `routeprof/register` calls from lines that it adds to modules, and its own mark, by name. */
  readonly hooks: Record<string, unknown>;
}

/** The common object, made by whoever is first; `undefined`, with one warning, for a copy that must not profile. */
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
    // Not enumerable: who lists the globals finds no more than without us.
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
  // A bundler may leave nothing there.
  return {
    version: manifest.version,
    file: url?.startsWith('file:') ? fileURLToPath(url) : (url ?? 'a bundle'),
  };
}

function nameOf({ version = 'an unknown one', file = 'somewhere' }: Partial<Shared>): string {
  return `${version} (${file})`;
}
