import {
  type Decision,
  type DecisionKind,
  isDecisionKind,
  isMoment,
  readDecision,
  undecided,
} from '../decision.ts';
import type { StoreMark } from '../store-contract.ts';

/** The latest decision of each kind, as far as this process knows. */
export interface KnownDecisions {
  /** Learns of marks in a store. */
  note(marks: readonly StoreMark[]): void;
  /** Decides now. It is later than all of its kind that are known, though clocks of hosts differ and are set back. */
  decide(kind: DecisionKind, value: string): Decision;
  isDecided(kind: DecisionKind, value: string): boolean;
  latest(): readonly Decision[];
}

/** @param now Epoch microseconds. */
export function createKnownDecisions(now: () => number): KnownDecisions {
  const known = new Map<DecisionKind, Decision>();
  /** Of all marks: one that means nothing still hides those before it in the store. */
  const lastMicros = new Map<DecisionKind, number>();
  const openedMicros = Math.floor(now());
  const lastOf = (kind: DecisionKind): number => lastMicros.get(kind) ?? -1;
  return {
    note(marks) {
      for (const mark of marks) {
        const { kind, atMicros } = mark;
        if (!isDecisionKind(kind) || !isMoment(atMicros)) continue;
        lastMicros.set(kind, Math.max(lastOf(kind), atMicros));
        const decision = readDecision(mark);
        if (decision !== undefined && atMicros >= (known.get(kind)?.atMicros ?? 0)) known.set(kind, decision);
      }
    },
    decide(kind, value) {
      const atMicros = Math.max(Math.floor(now()), openedMicros, lastOf(kind) + 1);
      const decision = { kind, atMicros, value };
      lastMicros.set(kind, atMicros);
      known.set(kind, decision);
      return decision;
    },
    isDecided: (kind, value) => (known.get(kind)?.value ?? undecided[kind]) === value,
    latest: () => [...known.values()],
  };
}
