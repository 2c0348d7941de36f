/** How often each hook was called, and the time for stacks. They cost every request, traced or not. */
export interface HookCosts {
  inits: number;
  befores: number;
  afters: number;
  resolves: number;
  stackMicros: number;
}

export function createHookCosts(): HookCosts {
  return { inits: 0, befores: 0, afters: 0, resolves: 0, stackMicros: 0 };
}

/**
 * Microseconds of one call, Node's own part included; see `npx --yes pnpm@12 prove:hook-costs`, which measures them.
 */
const initMicros = 0.6;
const beforeMicros = 0.6;
const afterMicros = 0.3;
const resolveMicros = 0.15;

/** What the calls have cost, in microseconds of CPU. */
export function microsOf({ inits, befores, afters, resolves, stackMicros }: HookCosts): number {
  return (
    inits * initMicros +
    befores * beforeMicros +
    afters * afterMicros +
    resolves * resolveMicros +
    stackMicros
  );
}
