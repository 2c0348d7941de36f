import { setTimeout as delay } from 'node:timers/promises';
import { type Fleet, startFleet } from './fleet.ts';
import { type Found, type KeptReport, openReport } from './kept-report.ts';
import type { Place } from './place.ts';

/** How large a proof is. */
export interface Size {
  readonly processes: number;
  /** Requests a second, to each process. */
  readonly perSecond: number;
  /** How long requests are sent before, during and after what happens, at least. */
  readonly trafficMillis: number;
  readonly freezeMillis: number;
  /** How many processes are killed. */
  readonly kills: number;
}

/** A row of the table. */
export interface Outcome {
  readonly scenario: string;
  readonly processes: number;
  /** Requests that were answered, as the load generator knows. */
  readonly counted: number;
  /** What the report knows, and declares as missing. */
  readonly known: number;
  readonly missing: number;
  readonly silent: number;
  readonly failed: number;
  /** What else is worth to know. */
  readonly remark: string;
  /** What is not as it must be. */
  readonly wrong: readonly string[];
}

export interface Scene {
  readonly fleet: Fleet;
  readonly report: KeptReport;
  readonly size: Size;
  /** Requests are sent meanwhile. */
  traffic(): Promise<void>;
}

export interface Scenario {
  readonly name: string;
  readonly place: Place;
  /** What happens while requests are sent. Returns a remark. */
  happen(scene: Scene): Promise<string>;
  /** Returns what is wrong at the end, when all processes have ended. */
  judge(counted: number, found: Found): readonly string[];
  /** Whether the report must be read until it says as much. */
  isComplete?(found: Found): boolean;
}

/** Nothing is lost, and nothing is said to be. */
export function allKnown(counted: number, { known, missing, silent }: Found): string[] {
  return [
    ...(known === counted ? [] : [`the report knows ${known} of ${counted} requests`]),
    ...(missing === 0 ? [] : [`the report declares ${missing} as missing, but nothing was lost`]),
    ...noneSilent(silent),
  ];
}

/** Something is lost, and the report says exactly how much. */
export function allDeclared(counted: number, { known, missing, silent }: Found): string[] {
  return [
    ...(known + missing === counted ? [] : [`${known} known and ${missing} missing are not ${counted}`]),
    ...(missing > 0 ? [] : ['nothing was lost, so nothing is shown']),
    ...noneSilent(silent),
  ];
}

function noneSilent({ processes }: Found['silent']): string[] {
  return processes === 0 ? [] : [`${processes} processes are silent, but all have said that they end`];
}

export async function runScenario(scenario: Scenario, size: Size): Promise<Outcome> {
  const { place, judge, isComplete = () => true } = scenario;
  const fleet = await startFleet({ place, ...size });
  const report = await openReport(place);
  try {
    fleet.go();
    const traffic = (): Promise<void> => delay(size.trafficMillis);
    await traffic();
    await report.untilHeard(fleet.pids(), 0);
    const remark = await scenario.happen({ fleet, report, size, traffic });
    await traffic();
    await report.untilHeard(fleet.pids(), Date.now());
    await fleet.pause();
    await fleet.end();
    const found = await readAtTheEnd(place, isComplete);
    const { counted, failed, faults } = fleet.tally();
    return {
      ...{ scenario: scenario.name, processes: size.processes, counted, failed, remark },
      ...{ known: found.known, missing: found.missing, silent: found.silent.requests },
      wrong: [...faults, ...judge(counted, found)],
    };
  } finally {
    await report.close();
    await fleet.stop();
  }
}

/** From a report that has read nothing before. */
async function readAtTheEnd(place: Place, isComplete: (found: Found) => boolean): Promise<Found> {
  const report = await openReport(place);
  try {
    return await report.until(isComplete, 'the report is complete');
  } finally {
    await report.close();
  }
}
