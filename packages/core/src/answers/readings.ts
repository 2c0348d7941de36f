import { performance, setTimeout, unref } from '../clock.ts';
import type { Measured } from '../process/read-choice.ts';
import { systemMicros } from '../process/system-clock.ts';
import { choiceOf, needsDeploy, type Part, wholePart } from '../query/part.ts';
import { QueryError } from '../query/query-error.ts';
import type { Frame } from '../sample/stack-tree.ts';
import type { SourcePositions } from '../source-code/source-positions.ts';
import { type Choice, everything } from '../store/choice.ts';
import { checkKnown, deployMicros } from '../time/history.ts';
import type { ReportSubject } from './report-subject.ts';

/** A reading is shared for this many times as long as it took: however many ask, reading takes a tenth of the time. */
const freshForReadings = 10;
/** Yet a report is never older than this. */
const longestFreshMillis = 500;
/** What is looked at, and what it is compared with; each can be as large as the profile itself. */
const mostReadings = 2;

/** A part of what was measured, as it was at one moment. */
export interface Reading extends Measured {
  readonly choice: Choice;
  /** What ages are counted from, in epoch microseconds. */
  readonly nowMicros: number;
  /** `window.frames`, with the positions that people wrote. */
  readonly positions: readonly Frame[];
  /** Reports made of this reading alone, by format and query. */
  readonly reports: Map<string, Promise<string>>;
}

/** Reads each part once, however many ask for it. */
export interface Readings {
  /** Ages are counted from now, or from the moment of another reading: two parts side by side must not overlap. */
  read(part: Part, nowMicros?: number): Promise<Reading>;
  /** Lets go of all: what was measured has changed at once. */
  forget(): void;
}

interface Kept {
  readonly reading: Promise<Reading>;
  /** Until it is done it is fresh: all who ask meanwhile share it. */
  freshUntilMillis: number;
}

export function createReadings(subject: ReportSubject, { resolve }: SourcePositions): Readings {
  /** By the words of the part, as ages are about another time with each reading. */
  const kept = new Map<string, Kept>();

  const start = async (part: Part, nowMicros: number): Promise<Reading> => {
    const choice = await resolvePart(part, nowMicros, subject);
    const measured = await subject.read(choice);
    checkKnown(part, measured.history);
    return {
      ...measured,
      choice,
      nowMicros,
      positions: await resolve(measured.window.frames),
      reports: new Map(),
    };
  };
  return {
    async read(part, nowMicros) {
      const { from, to, version, process, service } = part;
      const key = JSON.stringify([from, to, version, process, service, nowMicros]);
      const known = kept.get(key);
      if (known !== undefined && performance.now() < known.freshUntilMillis) return await known.reading;
      const startMillis = performance.now();
      const next: Kept = {
        reading: start(part, nowMicros ?? systemMicros()),
        freshUntilMillis: Number.POSITIVE_INFINITY,
      };
      const drop = (): void => {
        if (kept.get(key) === next) kept.delete(key);
      };
      kept.delete(key);
      kept.set(key, next);
      const [oldest] = kept.keys();
      if (kept.size > mostReadings && oldest !== undefined) kept.delete(oldest);
      try {
        const reading = await next.reading;
        const now = performance.now();
        const freshMillis = Math.min(longestFreshMillis, freshForReadings * (now - startMillis));
        next.freshUntilMillis = now + freshMillis;
        // It can be as large as the profile itself: it goes when it is of no use any more.
        unref(setTimeout(drop, freshMillis));
        return reading;
      } catch (error) {
        drop();
        throw error;
      }
    },
    forget: () => kept.clear(),
  };
}

/** The choice that the words of a part mean now. Throws a `QueryError` when they mean none. */
export async function resolvePart(
  part: Part,
  nowMicros: number,
  subject: Pick<ReportSubject, 'read' | 'status'>,
): Promise<Choice> {
  const isWhole = Object.entries(wholePart).every(([name]) => part[name as keyof Part] === '');
  if (subject.status().fixed && !isWhole) {
    throw new QueryError(
      'A profile from a file is one span of time. Leave from, to, version, process and service out; routeprof diff compares two files.',
    );
  }
  if (!needsDeploy(part)) return choiceOf(part, { nowMicros, deployMicros: 0 });
  // Of the future, so that nothing has to be added up.
  const { history } = await subject.read({
    ...everything,
    service: part.service,
    fromMicros: Number.POSITIVE_INFINITY,
  });
  return choiceOf(part, { nowMicros, deployMicros: deployMicros(history.summaries) });
}
