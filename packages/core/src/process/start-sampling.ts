import type { EngineOptions } from '../options.ts';
import type { Sampler, SamplerUser } from '../sample/sampler-interface.ts';
import { warnOnce } from '../warn-once.ts';
import { type SamplerPlace, takeSampler } from './lingering-sampler.ts';

export interface Sampling {
  /** `undefined` where no engine can run; requests are still counted. */
  readonly sampler: Sampler | undefined;
  /** Why the first engine is not the one that runs. */
  readonly passedOver: string | undefined;
}

/** On Node 20 and 22 and on Windows the inspector engine is expected; elsewhere the developer should know why. */
const isNoteworthy = Number.parseInt(process.versions.node, 10) >= 24 && process.platform !== 'win32';

/** Starts sampling for a profiler. Throws when an engine that was asked for by name cannot run. */
export function startSampling(
  samplers: SamplerPlace,
  { engine, rate }: Pick<EngineOptions, 'engine' | 'rate'>,
  user: SamplerUser,
): Sampling {
  try {
    const sampler = takeSampler(samplers, { ...user, engine, rate });
    const passedOver = engine === 'auto' ? sampler.passedOver : undefined;
    if (passedOver !== undefined && isNoteworthy) {
      // A notice, not a failure: the page has its own words for it.
      warnOnce(`routeprof uses its inspector engine, because ${passedOver}.`);
    }
    return { sampler, passedOver };
  } catch (error) {
    // With 'auto' the app comes first, and the page says why.
    if (engine !== 'auto') throw error;
    user.onFailure(error);
    return { sampler: undefined, passedOver: undefined };
  }
}
