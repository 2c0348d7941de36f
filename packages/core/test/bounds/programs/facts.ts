import { setTimeout } from 'node:timers/promises';
import type { Profiler } from '../../../src/contract.ts';
import type { ReportModel } from '../../../src/presentation/model/report.ts';

/** The findings of a program, for the test to check. */
export interface Facts {
  readonly expected: Tally;
  readonly actual: Tally;
  readonly totals: ReportModel['totals'];
  /** Every time of the report that is neither whole nor at least 0. */
  readonly oddTimes: readonly number[];
  readonly routesMicros: number;
  /**
   * What a clock says has passed: since the profiler was there until the report was asked for, and since it was begun
   * until the report was there.
   */
  readonly clockMicros: { readonly least: number; readonly most: number };
  readonly failures: readonly string[];
  readonly lostSamples: number;
  readonly memory: Memory;
}

export interface Memory {
  readonly heapGrowthMib: number;
  readonly residentGrowthMib: number;
}

/** Requests by row, and by what became of them. */
export interface Tally {
  readonly rows: Readonly<Record<string, readonly number[]>>;
  readonly requests: number;
  readonly errors: number;
  readonly aborted: number;
}

/** Counts the requests row by row, in the simplest way. */
export class Counter {
  readonly #rows = new Map<string, number[]>();
  #aborted = 0;

  add(row: string, status: number, aborted = false): void {
    let classes = this.#rows.get(row);
    if (classes === undefined) this.#rows.set(row, (classes = [0, 0, 0, 0, 0]));
    const digit = Math.floor(status / 100) - 1;
    classes[digit] = (classes[digit] as number) + 1;
    if (aborted) this.#aborted++;
  }

  tally(): Tally {
    const all = [...this.#rows.values()];
    return {
      rows: Object.fromEntries([...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1))),
      requests: all.flat().reduce((sum, count) => sum + count, 0),
      errors: all.reduce((sum, classes) => sum + (classes[4] as number), 0),
      aborted: this.#aborted,
    };
  }
}

/** A limited number of rows, first come, first served. */
export class Room {
  readonly #taken = new Set<string>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  rowFor(row: string): string {
    if (this.#taken.has(row)) return row;
    if (this.#taken.size >= this.#most) return '* (other)';
    this.#taken.add(row);
    return row;
  }
}

export async function readReport(profiler: Profiler, query = ''): Promise<ReportModel> {
  const answer = await profiler.handle({
    method: 'GET',
    url: `/__profile__/?format=json&limit=100000${query}`,
    headers: { host: 'localhost' },
    peer: '127.0.0.1',
    raw: undefined,
  });
  if (answer?.status !== 200) throw new Error(`the report answered ${answer?.status}: ${answer?.body}`);
  return JSON.parse(String(answer.body));
}

/**
 * When a profiler was begun, and when it was there, in `performance.now()`: in between, a slow machine takes its time.
 */
export interface Started {
  readonly begunMillis: number;
  readonly thereMillis: number;
}

export function timed(make: () => Profiler): readonly [Profiler, Started] {
  const begunMillis = performance.now();
  const profiler = make();
  return [profiler, { begunMillis, thereMillis: performance.now() }];
}

/**
 * Memory before the load, with the code of the report: that is loaded once, and is no growth. The report is of a part,
 * though it has everything: a report of the whole would be answered again if the load took less time than it is fresh.
 */
export async function memoryBeforeLoad(profiler: Profiler): Promise<NodeJS.MemoryUsage> {
  await readReport(profiler, '&from=2000-01-01');
  return settledMemory();
}

/** Compares what was counted with what the report says, after everything has settled. */
export async function findFacts(
  profiler: Profiler,
  counter: Counter,
  started: Started,
  memoryBefore: NodeJS.MemoryUsage,
): Promise<Facts> {
  const facts = await compareWithReport(profiler, counter, started);
  // By now, nothing holds the report that was read.
  return { ...facts, memory: growthSince(memoryBefore, await settledMemory()) };
}

async function compareWithReport(
  profiler: Profiler,
  counter: Counter,
  { begunMillis, thereMillis }: Started,
): Promise<Omit<Facts, 'memory'>> {
  const least = (performance.now() - thereMillis) * 1000;
  const { totals, routes, status } = await readReport(profiler);
  const most = (performance.now() - begunMillis) * 1000;
  const times = [
    ...Object.values(totals),
    ...routes.flatMap(({ samples, cpuMicros, wallMicros, gcMicros, latencyMicros }) => [
      samples,
      cpuMicros,
      wallMicros,
      gcMicros,
      ...Object.values(latencyMicros),
    ]),
  ];
  const rows = routes.map(
    ({ method, route, statusClasses }) => [`${method} ${route}`, statusClasses] as const,
  );
  return {
    expected: counter.tally(),
    actual: {
      rows: Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1))),
      requests: routes.reduce((sum, { requests }) => sum + requests, 0),
      errors: routes.reduce((sum, { errors }) => sum + errors, 0),
      aborted: routes.reduce((sum, { aborted }) => sum + aborted, 0),
    },
    totals,
    oddTimes: times.filter((time) => !Number.isSafeInteger(time) || time < 0),
    routesMicros: routes.reduce((sum, { wallMicros }) => sum + wallMicros, 0),
    clockMicros: { least, most },
    failures: status.failures.map(({ message }) => message),
    lostSamples: status.lostSamples,
  };
}

export async function settledMemory(): Promise<NodeJS.MemoryUsage> {
  // Native handles and finalizers need a turn of the loop.
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await setTimeout(10);
  }
  return process.memoryUsage();
}

export function growthSince(before: NodeJS.MemoryUsage, after: NodeJS.MemoryUsage): Memory {
  const mib = (bytes: number): number => Math.round((bytes / 1024 / 1024) * 100) / 100;
  return {
    heapGrowthMib: mib(after.heapUsed + after.external - before.heapUsed - before.external),
    residentGrowthMib: mib(after.rss - before.rss),
  };
}
