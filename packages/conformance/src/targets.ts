import { fileURLToPath } from 'node:url';
import { frameworks } from './frameworks/table.ts';
import type { Target } from './target.ts';

const server = fileURLToPath(new URL('../dist/serve.js', import.meta.url));

export interface KnownTarget extends Target {
  readonly name: string;
}

/** The targets of this repository, from the table of frameworks. */
export const targets: readonly KnownTarget[] = frameworks.flatMap(
  ({ majors, patterns, wrongMethod, automaticOptions }) =>
    majors.map(({ name, title }) => ({
      name,
      title,
      server,
      words: [name],
      patterns,
      wrongMethod,
      automaticOptions,
      ...(name !== majors.at(-1)?.name && { older: true }),
    })),
);

/** @throws for a name that no target has. */
export function targetOf(name: string): Target {
  const target = targets.find((known) => known.name === name);
  if (target === undefined) throw new Error(`No such target: ${name}`);
  return target;
}

/** The same server without a profiler in its code; `register` profiles it. */
export function fromOutside(target: Target): Target {
  return {
    ...target,
    title: `${target.title}, from outside`,
    register: fileURLToPath(new URL('../../routeprof/dist/register.cjs', import.meta.url)),
  };
}
