import { turnGroups } from '../profile/turn-sums.ts';
import type { Turn } from '../sample/scope.ts';
import type { Schedule } from './schedule.ts';

/** `undefined` while all processes of a fleet give stacks; `'out'` while others do. */
export type FleetTurn = Turn | 'out' | undefined;

/** Decides when this process gives stacks, as one of a random few of its fleet. */
export interface FleetTurns {
  /** How many processes there are. It counts from the next turn on, or at once if there was no need of turns before. */
  setProcesses(processes: number): void;
  stop(): void;
}

export interface FleetTurnsOptions {
  /** How many processes give stacks at a time, on average. */
  readonly budget: number;
  readonly after: Schedule;
  /** Between 0 and 1, 1 excluded. */
  readonly random: () => number;
  readonly onTurn: (turn: FleetTurn) => void;
}

/**
 * How many processes of a fleet give stacks at a time. Enough that the cost of a route that all have is known to some
 * 10 % where processes differ by 30 %, and few enough to merge: as many windows with trees as a fleet of 40 writes.
 */
export const mostStackProcesses = 40;

/** To start V8's sampler lists every function, so a turn is long; some requests of each route should fall into it. */
const turnMillis = 180_000;

/**
 * Time is divided into turns of one length, at a place of its own in each process. For each turn a process is in with the
 * probability budget / processes, whatever it did before and whatever the others do: so each moment of it is looked at with this
 * probability, and turns are independent. Nobody has to say whose turn it is.
 */
export function createFleetTurns({ budget, after, random, onTurn }: FleetTurnsOptions): FleetTurns {
  let processes = 1;
  let isTakingTurns = false;
  let isStopped = false;
  let cancel = (): void => {};
  const begin = (millis: number): void => {
    const probability = Math.min(1, budget / processes);
    isTakingTurns = probability < 1;
    if (!isTakingTurns) {
      onTurn(undefined);
      return;
    }
    cancel = after(millis, () => begin(turnMillis));
    const isIn = random() < probability;
    onTurn(isIn ? { weight: 1 / probability, group: Math.floor(random() * turnGroups) } : 'out');
  };
  return {
    setProcesses(wanted) {
      processes = wanted;
      if (isStopped || isTakingTurns || wanted <= budget) return;
      // Somewhere in a turn: those that start together must not change turns together.
      begin(random() * turnMillis);
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
