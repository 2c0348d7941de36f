import type { Decision } from '../../decision.ts';
import type { Store, StoreMark } from '../../store-contract.ts';
import { createKnownDecisions } from '../known-decisions.ts';
import type { WindowStore } from '../window-store.ts';
import { createHeardMarks } from './heard-marks.ts';
import type { Writer } from './writer.ts';

/** Decisions for all processes of a service, as marks in a store that they share. */
export interface SharedDecisions extends Pick<WindowStore, 'clear' | 'decide'> {
  /** Asks the store what others have decided, unless it was asked a moment ago. Never fails. */
  hear(): Promise<void>;
  /** Learns of what a listing has found, for later decisions. */
  note(decisions: readonly Decision[]): void;
  latest(): readonly Decision[];
}

export interface SharedDecisionsOptions {
  readonly store: Pick<Store, 'list'>;
  readonly service: string;
  readonly flushMillis: number;
  readonly writer: Pick<Writer, 'leave' | 'flush'>;
  /** Epoch microseconds. */
  now(): number;
  /** A monotonic clock in milliseconds. */
  readonly clock: () => number;
  /** How many processes there are; `undefined` if the store does not answer. */
  countProcesses(): Promise<number | undefined>;
  /** Something was decided here. */
  onChange(): void;
  /** See `SharedWindowsOptions`. */
  onDecisions?(decisions: readonly Decision[]): void;
  onMarks?(marks: readonly StoreMark[]): void;
}

export function createSharedDecisions(options: SharedDecisionsOptions): SharedDecisions {
  const { writer } = options;
  const known = createKnownDecisions(options.now);
  const heard = createHeardMarks({ ...options, onMarks });

  function onMarks(marks: readonly StoreMark[]): void {
    known.note(marks);
    for (const decision of known.latest()) {
      const stored = marks.find(({ kind }) => kind === decision.kind);
      // A store that was emptied or has failed over forgets what its processes still obey.
      if (stored === undefined || stored.atMicros < decision.atMicros) writer.leave(decision);
    }
    options.onDecisions?.(known.latest());
    options.onMarks?.(marks);
  }
  function leave(decision: Decision): void {
    writer.leave(decision);
    options.onChange();
    options.onDecisions?.(known.latest());
  }

  return {
    hear: heard.hear,
    note: known.note,
    latest: known.latest,
    async clear() {
      // Afterwards nothing tells how many there were.
      const processes = await options.countProcesses();
      leave(known.decide('clear', processes === undefined ? '' : String(processes)));
      await writer.flush();
    },
    async decide(kind, value) {
      // Another process may have decided the contrary meanwhile.
      if (known.isDecided(kind, value)) await heard.hearNow();
      if (!known.isDecided(kind, value)) leave(known.decide(kind, value));
      await writer.flush();
    },
  };
}
