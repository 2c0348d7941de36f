import type { Frame } from '../sample/stack-tree.ts';
import { appFrame, type FrameReader, isSameFunction } from '../trace/await-stack.ts';
import type { Operation } from '../trace/operation.ts';
import type { Arrival, BegunOperation, Made, RequestTrace } from '../trace/request-trace.ts';

/** An arrival, and where the app waited for it. */
export interface LocatedArrival {
  readonly arrival: Arrival;
  readonly stack: readonly Frame[];
  /** The index of the innermost frame of the app in `stack`; -1 when there is none. */
  readonly site: number;
  /** Names its operation: several arrivals may belong to one. */
  readonly operation: number;
  /** When its operation began. */
  readonly startMicros: number;
  /** What a library said of it, if one did. */
  readonly said: Operation | undefined;
}

export interface ArrivalLocator {
  /** What the app waited for, first; then further operations that the same callback of the loop has ended. */
  locate(arrival: Arrival): readonly [LocatedArrival, ...LocatedArrival[]];
  /** Whether a library went on with what the app waited for in the end: it connected first, or read on. */
  isStep(one: LocatedArrival, whole: LocatedArrival): boolean;
  /** Whether the app's own code went on because of it, and not only a library's. */
  resumesApp(arrival: Arrival): boolean;
}

/** What goes on after a promise. */
interface Continuation {
  readonly made: Made;
  /** What a library has said of that promise. */
  readonly awaited: BegunOperation | undefined;
  /** The same, or what it has said of this. */
  readonly said: BegunOperation | undefined;
  readonly stack: readonly Frame[];
  readonly site: number;
}

/** How far a promise is followed through the promises of a library. */
const mostPromises = 50;

export function createArrivalLocator(trace: RequestTrace, read: FrameReader): ArrivalLocator {
  const stacks = new Map<Made, Frame[]>();
  const stackOf = (made: Made): Frame[] => {
    let stack = stacks.get(made);
    if (stack === undefined) stacks.set(made, (stack = made.stack === undefined ? [] : read(made.stack)));
    return stack;
  };

  /** What a library has said of a promise, or of the one behind it, if its own code has passed that on. */
  function saidOf(promise: Made | undefined): BegunOperation | undefined {
    const passed: Made[] = [];
    let at = promise;
    while (at !== undefined && at.operation === undefined && passed.length < mostPromises) {
      const by: Made | undefined = at.resolvedBy;
      if (by === undefined) return undefined;
      passed.push(by);
      at = by.operation === undefined ? trace.made.get(by.trigger) : by;
    }
    // Stacks are read only where there is something to tell.
    if (at?.operation === undefined || passed.some((by) => appFrame(stackOf(by)) === 0)) return undefined;
    return at.operation;
  }

  /** Those with a place in the app, in order: the first, and all of which a library has said what they wait for. */
  function continuationsOf({ continuations, toMicros }: Arrival): Continuation[] {
    // What begins only now has not been waited for: a library had the answer, or had to wait for something else first.
    const before = (operation: BegunOperation | undefined) =>
      operation !== undefined && operation.atMicros < toMicros ? operation : undefined;
    const found: Continuation[] = [];
    for (const made of continuations) {
      if (found.length > 0 && !trace.isSaid) break;
      const awaited = before(saidOf(trace.made.get(made.trigger)));
      const said = awaited ?? before(made.operation);
      if (found.length > 0 && said === undefined) continue;
      const stack = stackOf(made);
      const site = appFrame(stack);
      if (site >= 0) found.push({ made, awaited, said, stack, site });
    }
    return found;
  }

  /**
   * The stack of the `await` at which a function goes on. A library may have called `then` for it earlier, at another
   * line: `const commands = redis.pipeline().get(key)`, and then `await commands.exec()`.
   */
  function resumedBy({ continuations }: Arrival, { made, stack, site }: Continuation): readonly Frame[] {
    const frame = stack[site] as Frame;
    for (const later of continuations.slice(continuations.indexOf(made) + 1)) {
      const found = stackOf(later);
      const [first] = found;
      if (first !== undefined && isSameFunction(first, frame)) return [...stack.slice(0, site), ...found];
    }
    return stack;
  }

  function located(arrival: Arrival, continuation: Continuation): LocatedArrival {
    const { made, said, site } = continuation;
    const { atMicros = made.atMicros } = trace.made.get(made.trigger) ?? {};
    const by = said ?? arrival.made?.operation;
    return {
      arrival,
      stack: resumedBy(arrival, continuation),
      site,
      operation: made.trigger,
      startMicros: Math.min(arrival.fromMicros, Math.max(atMicros, by?.atMicros ?? 0)),
      said: by?.operation,
    };
  }

  function withoutContinuation(arrival: Arrival): LocatedArrival {
    const { made, answer, fromMicros } = arrival;
    const operation = made?.asyncId ?? -fromMicros;
    const startMicros = Math.min(fromMicros, answer?.atMicros ?? arrival.startMicros);
    const common = { arrival, operation, startMicros, said: (answer ?? made?.operation)?.operation };
    const called = answer === undefined ? [] : read(answer.stack);
    if (appFrame(called) >= 0) return { ...common, stack: called, site: appFrame(called) };
    for (let at = answer === undefined ? made : answer.parent; at !== undefined; at = at.parent) {
      const stack = stackOf(at);
      const site = appFrame(stack);
      if (site >= 0) return { ...common, stack, site };
    }
    return { ...common, stack: [], site: -1 };
  }

  function resumesApp({ continuations }: Arrival): boolean {
    return continuations.some((made) => appFrame(stackOf(made).slice(0, 1)) === 0);
  }

  return {
    locate(arrival) {
      const found = continuationsOf(arrival);
      const [first] = found;
      if (first === undefined) return [withoutContinuation(arrival)];
      const [own = first, ...more] = ownOperations(found);
      const others = more.map((each) => located(arrival, each));
      const apart = new Set(more.map(({ said }) => said));
      const one = located(arrival, own);
      const its = found.filter(({ said }) => !apart.has(said));
      return [{ ...one, said: together({ ...one, stack: own.stack }, its) }, ...others];
    },
    isStep({ arrival, stack, site }, whole) {
      const isHere = site > 0 && lineOf(stack[site]) === lineOf(whole.stack[whole.site]);
      return isHere && !resumesApp(arrival);
    },
    resumesApp,
  };
}

/** The operations that the app's own code awaits, each once. */
function ownOperations(continuations: readonly Continuation[]): Continuation[] {
  const known = new Set<BegunOperation>();
  const own = continuations.filter(({ awaited, site }) => {
    if (site !== 0 || awaited === undefined || known.has(awaited)) return false;
    known.add(awaited);
    return true;
  });
  // What is around others does nothing itself.
  const inner = own.filter(({ awaited }) => awaited?.operation.kind !== 'other');
  return inner.length > 0 ? inner : own;
}

const mostTogether = 3;

/** A library may do several things for one call, as a pipeline does: `GET, SET`. */
function together(
  { said, stack, site }: LocatedArrival,
  all: readonly Continuation[],
): Operation | undefined {
  const line = lineOf(stack[site]);
  const here = all.flatMap((each) =>
    each.said === undefined || lineOf(each.stack[each.site]) !== line ? [] : [each.said.operation],
  );
  const whole = said ?? here[0];
  if (whole === undefined) return undefined;
  const same = here.filter(({ library, target }) => library === whole.library && target === whole.target);
  const names = [...new Set(same.map(({ operation }) => operation))].filter((name) => name !== '');
  if (names.length < 2) return whole;
  const shown = names.slice(0, mostTogether).join(', ');
  return { ...whole, operation: names.length > mostTogether ? `${shown}, …` : shown };
}

/** The line of a file at which a call is. */
export function lineOf(frame: Frame | undefined): string {
  return `${frame?.file}:${frame?.line}`;
}
