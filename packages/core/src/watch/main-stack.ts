import { performance, setTimeout } from '../clock.ts';
import { heaviestStack } from '../sample/heaviest-stack.ts';
import { type CpuProfile, createProfileReader } from '../sample/inspector-profile.ts';
import { fileOf, Kind } from '../sample/stack-tree.ts';
import { type Evidence, mostFrames } from '../store/evidence.ts';

const sampledMillis = 50;
const intervalMicros = 2_000;

/** A stack that was seen: see `Evidence`. */
export type SeenStack = Pick<Evidence, 'stack' | 'line'>;

/** A question to the main thread. */
export interface StackRequest {
  /** Ends it, answered or not. */
  cancel(): void;
}

/** @param costMillis How long the main thread took to begin with it, at the most. */
export type OnStack = (seen: SeenStack, costMillis: number) => void;

/**
 * Asks for the stack of the main thread while it does not come back, innermost first. V8 samples it; nothing is paused,
 * because an app that is paused when this thread dies would stand still for ever. A thread in a native call answers only
 * after that. Throws where there is no inspector.
 */
export function askForStack(answer: OnStack, fail: (error: Error) => void): StackRequest {
  const session = new (process.getBuiltinModule('node:inspector').Session)();
  session.connectToMainThread();
  let isOver = false;
  const cancel = (): void => {
    isOver = true;
    session.disconnect();
  };
  const failed = (error: Error): void => {
    // Node ends open questions with an error when the session is closed, here or by the end of the thread.
    if (isOver) return;
    cancel();
    fail(error);
  };
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: intervalMicros });
  const askedMillis = performance.now();
  session.post('Profiler.start', (error) => {
    if (error !== null) return failed(error);
    const costMillis = performance.now() - askedMillis;
    setTimeout(() => {
      try {
        session.post('Profiler.stop', (problem, stopped) => {
          if (problem !== null) return failed(problem);
          cancel();
          answer(stackIn(stopped.profile as CpuProfile & LineTicks), costMillis);
        });
      } catch {
        // It was cancelled meanwhile.
      }
    }, sampledMillis);
  });
  return { cancel };
}

/** How many samples V8 took in each line of a call. */
interface LineTicks {
  readonly nodes: readonly {
    readonly id: number;
    readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
  }[];
}

/** The stack of most samples, without the profiler's own functions. */
export function stackIn(profile: CpuProfile & LineTicks): SeenStack {
  const { stacks, node, kind } = createProfileReader()(profile, profile.endTime, Number.NEGATIVE_INFINITY);
  const weights = new Float64Array(stacks.parent.length);
  node.forEach((at, i) => {
    if (kind[i] === Kind.script) weights[at] = (weights[at] as number) + 1;
  });
  const stack = heaviestStack(stacks, weights, mostFrames);
  const [innermost] = stack;
  let line = 0;
  let most = 0;
  for (const { callFrame, positionTicks = [] } of profile.nodes) {
    const isInnermost =
      fileOf(callFrame.url) === innermost?.file &&
      callFrame.lineNumber + 1 === innermost.line &&
      callFrame.columnNumber + 1 === innermost.column;
    if (!isInnermost) continue;
    for (const ticks of positionTicks) if (ticks.ticks > most) ({ line, ticks: most } = ticks);
  }
  return { stack, line };
}
