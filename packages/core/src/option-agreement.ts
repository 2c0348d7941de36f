import { isDeepStrictEqual } from 'node:util';
import { show } from './option-checks.ts';
import type { EngineOptions, ParsedOptions, ProfilerOptions } from './options.ts';

/** The values that a running profiler has, given or chosen by itself: `'auto'` has become an engine. */
export type OptionsInForce = Omit<EngineOptions, 'engine'> & { readonly engine: string };

/**
 * There is one profiler in a process: a mount that joins it takes its values, and may give the same ones.
 *
 * @throws Error that names the options that differ, each with both values.
 */
export function checkAgreement({ engine, isGiven }: ParsedOptions<never>, inForce: OptionsInForce): void {
  const differing = Object.entries(engine).flatMap(([option, asked]) => {
    const name = publicName(option);
    const runs = inForce[option as keyof EngineOptions];
    const agrees = isDeepStrictEqual(asked, runs) || asked === 'auto';
    return agrees || !isGiven(name)
      ? []
      : [
          {
            runs: runs === undefined ? `no ${name}` : `${name}: ${shown(name, runs)}`,
            asked: `${name}: ${shown(name, asked)}`,
          },
        ];
  });
  if (differing.length === 0) return;
  throw new Error(
    `routeprof: the profiler of this process runs with ${differing.map(({ runs }) => runs).join(', ')}, ` +
      `but this one asks for ${differing.map(({ asked }) => asked).join(', ')}. A process has one profiler: ` +
      'leave these options out to take its values, or give every mount the same.',
  );
}

/** URLs and headers of engines may have secrets, and so may a store. */
function shown(name: string, value: unknown): string {
  return name === 'push' || name === 'store' ? '(not shown)' : show(value);
}

/** The name that users know an option by. */
function publicName(option: string): keyof ProfilerOptions {
  return (option === 'flushIntervalMillis' ? 'flushInterval' : option) as keyof ProfilerOptions;
}
