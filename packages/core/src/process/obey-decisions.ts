import type { Decision, DecisionKind } from '../decision.ts';
import type { Heeds } from '../profile/ledger.ts';

export interface ObeyOptions {
  /** Since when the process measures, in epoch microseconds: an earlier clear asks nothing of it. */
  readonly startMicros: number;
  /** The option `rate`. */
  readonly rate: number;
  /** Each says whether that could be done now. They may throw. */
  setPaused(paused: boolean): void;
  setRate(rate: number): boolean;
  startOver(clearedMicros: number): void;
  onFailure(error: unknown): void;
}

/** Does what was decided for all processes, each decision once. */
export interface ObeyedDecisions {
  /** Never throws. What cannot be done now is done when it is told again. */
  obey(decisions: readonly Decision[]): void;
  /** `undefined` before the first. */
  heeds(): Heeds | undefined;
}

export function createObeyedDecisions(options: ObeyOptions): ObeyedDecisions {
  let heeds: Heeds | undefined;
  const note = ({ kind, atMicros }: Decision): void => {
    heeds = { ...heeds, [kind]: atMicros };
  };
  // Noted first where that closes a window, which then says that this process has followed.
  const acts: Readonly<Record<DecisionKind, (decision: Decision) => void>> = {
    clear(decision) {
      note(decision);
      if (decision.atMicros >= options.startMicros) options.startOver(decision.atMicros);
    },
    pause(decision) {
      note(decision);
      options.setPaused(decision.value === 'on');
    },
    rate(decision) {
      const before = heeds;
      note(decision);
      if (!options.setRate(decision.value === '' ? options.rate : Number(decision.value))) heeds = before;
    },
  };
  return {
    obey(decisions) {
      const later = decisions.filter(({ kind, atMicros }) => atMicros > (heeds?.[kind] ?? -1));
      for (const decision of later.sort((a, b) => a.atMicros - b.atMicros)) {
        try {
          acts[decision.kind](decision);
        } catch (error) {
          options.onFailure(error);
        }
      }
    },
    heeds: () => heeds,
  };
}
