/** How often each hook was called, and how long the calls took. They cost every request, traced or not. */
export interface HookCosts {
  inits: number;
  befores: number;
  afters: number;
  resolves: number;
  /** Measured, from the first line of a hook to its last. Hooks that only look at the scope are not measured. */
  insideMicros: number;
  /** To explain what the hooks have noted, later and in turns of its own. */
  explainMicros: number;
}

export function createHookCosts(): HookCosts {
  return { inits: 0, befores: 0, afters: 0, resolves: 0, insideMicros: 0, explainMicros: 0 };
}

/** What a call takes beside what is measured: Node's way to the hook and back, and the clock. */
const initMicros = 0.3;
const beforeMicros = 0.3;
const afterMicros = 0.3;
const resolveMicros = 0.15;

/** What tracing has cost, in microseconds of CPU. */
export function microsOf(costs: HookCosts): number {
  return hookMicrosOf(costs) + costs.explainMicros;
}

/** What the hooks have taken of the time of requests. */
export function hookMicrosOf({ inits, befores, afters, resolves, insideMicros }: HookCosts): number {
  return (
    inits * initMicros +
    befores * beforeMicros +
    afters * afterMicros +
    resolves * resolveMicros +
    insideMicros
  );
}
