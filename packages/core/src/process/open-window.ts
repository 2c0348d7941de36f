import { atOnce } from '../in-turns.ts';
import type { EngineOptions } from '../options.ts';
import { createAttributor } from '../profile/attribute.ts';
import type { Block } from '../profile/blocks.ts';
import type { Trace } from '../profile/trace.ts';
import type { Source, Window } from '../profile/window.ts';
import { WindowBuilder } from '../profile/window-builder.ts';
import type { RequestLog } from '../record/request-log.ts';
import type { RouteEntry } from '../record/route-table.ts';
import type { SampleBatch } from '../sample/source.ts';
import { systemMicros } from '../sample/system-clock.ts';
import { copyInTurns, type WindowCopy } from './window-copy.ts';

/** The open window, one after the other, and the samples that wait for their route. */
export interface OpenWindow {
  addRequests(log: RequestLog): void;
  addBatch(batch: SampleBatch): void;
  /** Not while the profiler is paused. @param bucket Of the traced request's route. */
  addTrace(bucket: number, trace: Trace): void;
  addTurn(busyMicros: number, watchedMicros: number, weight: number): void;
  addBlock(block: Block): void;
  /** Files the samples that wait for their request to end, before the process ends. Asks the app for routes. */
  addWaiting(): void;
  /** About how much memory it takes. */
  bytes(): number;
  /** A copy of the window as it is now, made in turns of the loop. What comes meanwhile completes it first. */
  copy(): Promise<Window>;
  /** Returns the complete window, and begins the next. */
  close(): Window;
  /** The same, but copies the complete window in steps, later. */
  closeInSteps(): Generator<void, Window>;
  /** Drops everything that was measured. */
  forget(): void;
  /** The same after a clear at this moment: no later window begins before it, even if the clock is set back. */
  clearBefore(micros: number): void;
}

export function createOpenWindow(
  /** As windows name this process from now on. */
  source: () => Source,
  routes: readonly RouteEntry[],
  { maxNodes, maxOverhead }: Pick<EngineOptions, 'maxNodes' | 'maxOverhead'>,
  isPaused: () => boolean,
  /** Whether other processes give stacks, and this one does not. */
  isOut: () => boolean = () => false,
): OpenWindow {
  let clearedMicros = 0;
  const newBuilder = () =>
    new WindowBuilder(Math.max(clearedMicros, systemMicros()), source(), routes, maxNodes, maxOverhead < 1);
  const attributor = createAttributor();
  let builder = newBuilder();
  let copying: WindowCopy | undefined;
  const completeCopy = (): void => {
    copying?.complete();
    copying = undefined;
  };
  const endMicros = (): number => Math.max(builder.startMicros, systemMicros());
  const closeInSteps = (): Generator<void, Window> => {
    completeCopy();
    attributor.flush(builder);
    const steps = builder.finishSteps(endMicros(), isOut());
    builder = newBuilder();
    return steps;
  };
  const forget = (): void => {
    completeCopy();
    attributor.clear();
    builder = newBuilder();
  };
  return {
    addRequests(log) {
      completeCopy();
      builder.addRequests(log);
    },
    addBatch(batch) {
      completeCopy();
      attributor.add(batch, builder);
    },
    addTurn(busyMicros, watchedMicros, weight) {
      if (!isPaused()) builder.addTurn(busyMicros, watchedMicros, weight);
    },
    addTrace(bucket, trace) {
      if (isPaused()) return;
      completeCopy();
      builder.addTrace(bucket, trace);
    },
    addBlock(block) {
      if (!isPaused()) builder.addBlock(block);
    },
    addWaiting() {
      completeCopy();
      attributor.finish(builder);
    },
    bytes: () => builder.bytes,
    copy() {
      if (copying !== undefined) return copying.window;
      const copy = copyInTurns(builder.finishSteps(endMicros(), isOut()));
      copying = copy;
      const forgetCopy = (): void => {
        if (copying === copy) copying = undefined;
      };
      copy.window.then(forgetCopy, forgetCopy);
      return copy.window;
    },
    close: () => atOnce(closeInSteps()),
    closeInSteps,
    forget,
    clearBefore(micros) {
      clearedMicros = Math.max(clearedMicros, Math.ceil(micros));
      forget();
    },
  };
}
