import { subscribe } from 'node:diagnostics_channel';
import { PerformanceObserver } from 'node:perf_hooks';
import { threadCpuMicros } from '../truth/thread-clock.ts';

interface HeldPiece {
  readonly kind: string;
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly cpuMicros: number;
}

/** By kind of work: the thread CPU microseconds of each piece, without those of garbage collection. */
export type PieceTimes = Record<string, number[]>;

/** Node reports a pause of garbage collection a turn of the loop later. */
const settledMillis = 500;

/** Measures each piece of the profiler's work on this thread. A piece within another belongs to it. */
export function meterPieces(): { times(): PieceTimes } {
  const times: PieceTimes = {};
  let held: HeldPiece[] = [];
  let pauses: { readonly fromMillis: number; readonly toMillis: number }[] = [];
  let depth = 0;
  let [fromMillis, fromMicros] = [0, 0];
  subscribe('routeprof:piece', (message) => {
    const { kind, isOver } = message as { readonly kind: string; readonly isOver: boolean };
    if (!isOver) {
      if (depth++ > 0) return;
      fromMillis = performance.now();
      fromMicros = threadCpuMicros();
    } else if (--depth === 0) {
      const cpuMicros = threadCpuMicros() - fromMicros;
      held.push({ kind, fromMillis, toMillis: performance.now(), cpuMicros });
    }
  });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      pauses.push({ fromMillis: startTime, toMillis: startTime + duration });
    }
  }).observe({ entryTypes: ['gc'] });
  const settle = (untilMillis: number): void => {
    for (const piece of held) {
      if (piece.toMillis > untilMillis) continue;
      (times[piece.kind] ??= []).push(withoutPauses(piece));
    }
    held = held.filter(({ toMillis }) => toMillis > untilMillis);
    pauses = pauses.filter(({ toMillis }) => toMillis > untilMillis - settledMillis);
  };
  const withoutPauses = ({ fromMillis: from, toMillis: to, cpuMicros }: HeldPiece): number => {
    let paused = 0;
    for (const pause of pauses) {
      paused += Math.max(0, Math.min(to, pause.toMillis) - Math.max(from, pause.fromMillis));
    }
    // Of a piece that also waited for a core, as much of each part.
    return to > from ? cpuMicros * (1 - Math.min(1, paused / (to - from))) : cpuMicros;
  };
  setInterval(() => settle(performance.now() - settledMillis), settledMillis).unref();
  return {
    times() {
      settle(performance.now());
      return times;
    },
  };
}
