import { reasonOf } from '../reason-of.ts';
import { createAsyncContextSource } from './async-context.ts';
import { createInspectorSource } from './inspector.ts';
import type { EngineName, SampleSource, SourceOptions } from './source.ts';

/** A running engine, and why a better one was passed over. */
export interface ChosenEngine {
  readonly source: SampleSource;
  readonly passedOver: string | undefined;
}

const engines: Record<EngineName, (options: SourceOptions) => SampleSource> = {
  'async-context': createAsyncContextSource,
  inspector: createInspectorSource,
};

/**
 * Starts the named engine, or with `'auto'` the first that starts. It tries, because a version number does not tell
 * whether a native binary loads or a flag is set. Throws when none can run here.
 */
export function startEngine(wanted: EngineName | 'auto', options: SourceOptions): ChosenEngine {
  const names: EngineName[] = wanted === 'auto' ? ['async-context', 'inspector'] : [wanted];
  const reasons: string[] = [];
  for (const name of names) {
    const source = engines[name](options);
    try {
      source.start();
      return { source, passedOver: reasons[0] };
    } catch (error) {
      try {
        source.stop();
      } catch {
        // It did not start; there may be nothing to stop.
      }
      reasons.push(`${name}: ${oneLine(error)}`);
    }
  }
  const advice = wanted === 'async-context' ? ' Use engine: "auto" to fall back to the inspector.' : '';
  throw new Error(`routeprof cannot sample this process (${reasons.join('; ')}).${advice}`);
}

function oneLine(error: unknown): string {
  return reasonOf(error).split('\n', 1)[0] ?? '';
}
