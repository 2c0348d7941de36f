import { als } from './als.ts';
import { plain } from './plain.ts';
import { middleware, register } from './routeprof.ts';
import type { Variant } from './variant.ts';

const flag = '--experimental-async-context-frame';

/** The same with the flag of Node 22 that keeps contexts as Node 24 does, and so lets the other engine run. */
export const onContextFrames: readonly Variant[] = [plain, als, middleware, register].map((variant) => ({
  ...variant,
  name: `${variant.name}-frames`,
  title: `${variant.title}, context frames`,
  majors: [22],
  launch(facts) {
    const { flags = [], ...rest } = variant.launch?.(facts) ?? {};
    return { ...rest, flags: [flag, ...flags] };
  },
}));
