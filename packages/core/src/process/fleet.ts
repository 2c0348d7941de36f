import { fleetWindowMillis } from '../store/fleet-windows.ts';
import { processesIn } from '../store/shared/fleet-mark.ts';
import type { StoreMark } from '../store-contract.ts';
import { createFleetTurns, type FleetTurn } from './fleet-turns.ts';
import type { Schedule } from './schedule.ts';

/** What this process does as one of many: it takes turns in giving stacks, and writes longer windows. */
export interface Fleet {
  /** Hears how many processes there are. */
  hear(marks: readonly StoreMark[]): void;
  /** Whether others give stacks now, and this process does not. */
  isOut(): boolean;
  /** For how long a window stays open at most, by what would do for one process. */
  windowMillis(aloneMillis: number): number;
  /** When to end the next one: those that started together must not write together. */
  nextWindowMillis(aloneMillis: number): number;
  stop(): void;
}

export interface FleetOptions {
  /** See `createFleetTurns`. */
  readonly budget: number;
  readonly after: Schedule;
  /** Between 0 and 1, 1 excluded. */
  readonly random: () => number;
  /** Epoch microseconds. */
  readonly nowMicros: () => number;
  readonly onTurn: (turn: FleetTurn) => void;
}

/** Windows of a large fleet end after this share of their time at least. */
const leastOfWindow = 0.8;
/** For how long a number counts when no mark tells one any more. */
const rememberedMicros = 60 * 60e6;

export function createFleet({ budget, after, random, nowMicros, onTurn }: FleetOptions): Fleet {
  let processes = 1;
  let heardMicros = 0;
  let isOut = false;
  const turns = createFleetTurns({
    ...{ budget, after, random },
    onTurn(turn) {
      isOut = turn === 'out';
      onTurn(turn);
    },
  });
  const windowMillis = (aloneMillis: number): number => Math.max(aloneMillis, fleetWindowMillis(processes));
  return {
    hear(marks) {
      const now = nowMicros();
      const told = processesIn(marks, now);
      if (told !== undefined) heardMicros = now;
      else if (now - heardMicros < rememberedMicros) return;
      processes = told ?? 1;
      turns.setProcesses(processes);
    },
    isOut: () => isOut,
    windowMillis,
    nextWindowMillis(aloneMillis) {
      const millis = windowMillis(aloneMillis);
      return millis === aloneMillis ? millis : millis * (leastOfWindow + (1 - leastOfWindow) * random());
    },
    stop: turns.stop,
  };
}
