import { als } from './als.ts';
import { onContextFrames } from './context-frame.ts';
import { floor } from './floor.ts';
import { peers } from './peers.ts';
import { plain, plainAgain } from './plain.ts';
import { middleware, register } from './routeprof.ts';
import type { Variant } from './variant.ts';

/** Everything that is compared, in the order of the result. The first is what the others are compared with. */
export const variants: readonly [Variant, ...Variant[]] = [
  plain,
  plainAgain,
  als,
  ...floor,
  middleware,
  register,
  ...onContextFrames,
  ...peers,
];

/** The variants of these names that run on a Node major; the first of all is always among them. */
export function variantsOn(major: number, names: readonly string[]): readonly Variant[] {
  return variants.filter(
    ({ name, majors }) =>
      (name === variants[0].name || names.includes(name)) && (majors?.includes(major) ?? true),
  );
}

/** @throws for a name that is not in the table. */
export function variantOf(wanted: string): Variant {
  const found = variants.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`No such variant: ${wanted}`);
  return found;
}
