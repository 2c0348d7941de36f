import { performance, setTimeout, unref } from '../clock.ts';
import type { Measured } from '../process/read-choice.ts';
import { choiceOf, needsDeploy, type Part, wholePart } from '../query/part.ts';
import { QueryError } from '../query/query-error.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { systemMicros } from '../sample/system-clock.ts';
import type { SourcePositions } from '../source-code/source-positions.ts';
import { type Choice, everything } from '../store/choice.ts';
import { blockFrames } from '../tables/block-rows.ts';
import { type SitePositions, siteFrames, sitePositions } from '../tables/site-names.ts';
import { checkKnown, deployMicros } from '../time/history.ts';
import type { ReportSubject } from './report-subject.ts';

/** A reading is shared for this many times its duration, so that reading takes at most about a tenth of the time. */
const freshForReadings = 10;
/** But a report is never older than this. */
const longestFreshMillis = 500;
/** The current selection and the baseline; each can be as large as the profile itself. */
const mostReadings = 2;

/** A part of what was measured, as it was at one moment. */
export interface Reading extends Measured {
  readonly choice: Choice;
  /** The moment that ages are relative to, in epoch microseconds. */
  readonly nowMicros: number;
  /** `window.frames`, with positions in the original source. */
  readonly positions: readonly Frame[];
  /** The places where requests waited, likewise. */
  readonly sites: SitePositions;
  /** Reports made from this reading, by format and query. */
  readonly reports: Map<string, Promise<string>>;
}

/** Reads each part once, however many clients ask for it. */
export interface Readings {
  /** Ages are relative to now, or to the moment of another reading: adjacent parts must not overlap. */
  read(part: Part, nowMicros?: number): Promise<Reading>;
  /** A first look at it, if that is quicker: see `ReportSubject.read`. */
  readFirst(part: Part): Promise<Reading>;
  /** Drops all readings, because what was measured has changed. */
  forget(): void;
}

interface Kept {
  readonly reading: Promise<Reading>;
  /** Infinite until it is done, so that all requests meanwhile share it. */
  freshUntilMillis: number;
}

export function createReadings(subject: ReportSubject, { resolve }: SourcePositions): Readings {
  /** By the text of the part, because ages mean another time with each reading. */
  const kept = new Map<string, Kept>();

  const start = async (part: Part, nowMicros: number, first: boolean): Promise<Reading> => {
    const choice = await resolvePart(part, nowMicros, subject);
    const measured = await subject.read(choice, first);
    checkKnown(part, measured.history);
    const places = [...siteFrames(measured.window), ...blockFrames(measured.window, measured.evidence)];
    return {
      ...measured,
      choice,
      nowMicros,
      positions: await resolve(measured.window.frames),
      sites: sitePositions(places, await resolve(places)),
      reports: new Map(),
    };
  };
  const read = async (part: Part, nowMicros: number | undefined, first: boolean): Promise<Reading> => {
    const { from, to, version, host, process, service } = part;
    const key = JSON.stringify([from, to, version, host, process, service, nowMicros, first]);
    const known = kept.get(key);
    if (known !== undefined && performance.now() < known.freshUntilMillis) return await known.reading;
    const startMillis = performance.now();
    const next: Kept = {
      reading: start(part, nowMicros ?? systemMicros(), first),
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
      // It can be as large as the profile itself, so it is dropped when it is no longer fresh.
      unref(setTimeout(drop, freshMillis));
      return reading;
    } catch (error) {
      drop();
      throw error;
    }
  };
  return {
    read: (part, nowMicros) => read(part, nowMicros, false),
    readFirst: (part) => read(part, undefined, true),
    forget: () => kept.clear(),
  };
}

/** The choice that the text of a part means now. Throws a `QueryError` for an invalid part. */
export async function resolvePart(
  part: Part,
  nowMicros: number,
  subject: Pick<ReportSubject, 'read' | 'status'>,
): Promise<Choice> {
  const isWhole = Object.entries(wholePart).every(([name]) => part[name as keyof Part] === '');
  if (subject.status().fixed && !isWhole) {
    throw new QueryError(
      'A profile from a file is one span of time. Leave from, to, version, host, process and service out; routeprof diff compares two files.',
    );
  }
  if (!needsDeploy(part)) return choiceOf(part, { nowMicros, deployMicros: 0 });
  // A part in the future, so that no windows are added up.
  const { history } = await subject.read({
    ...everything,
    service: part.service,
    fromMicros: Number.POSITIVE_INFINITY,
  });
  return choiceOf(part, { nowMicros, deployMicros: deployMicros(history.summaries) });
}
