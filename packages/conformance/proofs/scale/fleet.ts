import { writePprofNow } from '../../../core/src/pprof/write-pprof.ts';
import { mergedWindowName } from '../../../core/src/store/shared/names.ts';
import type { StoreWindow } from '../../../core/src/store-contract.ts';
import { createDraws, type Draws } from './draws.ts';
import { type MadeWindow, makeWindow, midnightMillis } from './process-window.ts';
import { type Stamp, type StampedFile, stampedFile } from './stamped-file.ts';
import { makeTraffic, routeCount } from './traffic.ts';

/** A window as its process has just closed it. */
export interface ClosedWindow {
  /** Without a stamp; the same object for all windows that have the same requests. */
  readonly made: MadeWindow;
  readonly hasStacks: boolean;
  /** As its process writes it. */
  encode(): StoreWindow;
}

/** Processes that write windows, as time goes on. */
export interface Fleet {
  readonly processes: number;
  /** How long a window stays open. */
  readonly openMillis: number;
  /** How many processes give stacks at a time. */
  readonly sampled: number;
  /** What is closed from the last call until now, in epoch milliseconds. */
  closedUntil(nowMillis: number): Generator<ClosedWindow>;
}

/** Stacks come from at most so many processes at a time, which are drawn again after this time. */
const mostSampled = 40;
const drawnForMillis = 5 * 60_000;
/** Processes differ in this many ways. */
const kinds = 50;
/** How much the CPU time of the same request differs between processes: deviations of the logarithm. */
const processSigma = 0.1;
const processAndRouteSigma = 0.05;
const keptMillis = 2 * 3_600_000;

/** A window without stacks is made once for each kind of process: from far more processes, they add up to the same. */
interface Template extends MadeWindow {
  readonly file: StampedFile;
}

export interface FleetOptions {
  readonly processes: number;
  /** Default: as long as in a real fleet of this size. */
  readonly openMillis?: number;
  /** How many processes give stacks at a time; default: 40. */
  readonly sampled?: number;
}

/** How long a window stays open in a fleet of this size: no more than ten of them are written in a second, up to 5 minutes. */
function openMillisOf(processes: number): number {
  return Math.min(300_000, Math.max(8_000, processes * 100));
}

export function createFleet({ processes, sampled: wanted = mostSampled, ...options }: FleetOptions): Fleet {
  const draws = createDraws(processes);
  const traffic = makeTraffic();
  const openMillis = options.openMillis ?? openMillisOf(processes);
  const sampled = Math.min(processes, wanted);
  const factors = Array.from({ length: kinds }, () => {
    const ofProcess = draws.logNormal(1, processSigma);
    return Array.from({ length: routeCount }, () => ofProcess * draws.logNormal(1, processAndRouteSigma));
  });
  const make = (kind: number, weight: number): MadeWindow =>
    makeWindow({ traffic, seconds: openMillis / 1000, factors: factors[kind] ?? [], weight, draws });
  const templates = new Map<number, Template>();
  const templateOf = (kind: number): Template => {
    let template = templates.get(kind);
    if (template === undefined) {
      const made = make(kind, 0);
      template = { ...made, file: stampedFile(made.window) };
      templates.set(kind, template);
    }
    return template;
  };

  const counted = new Float64Array(processes);
  // Processes did not start at the same moment.
  const nextEnd = Float64Array.from(
    { length: processes },
    (_, i) => midnightMillis + openMillis + Math.floor((openMillis * i) / processes),
  );
  const chosenIn = new Map<number, ReadonlySet<number>>();
  const isSampled = (number: number, startMillis: number): boolean => {
    if (sampled === processes) return true;
    const turn = Math.floor(startMillis / drawnForMillis);
    let chosen = chosenIn.get(turn);
    if (chosen === undefined) {
      chosen = drawSome(sampled, processes, createDraws(mixed(turn)));
      chosenIn.set(turn, chosen);
    }
    return chosen.has(number);
  };

  function close(number: number, endMillis: number): ClosedWindow {
    const [startMicros, endMicros] = [(endMillis - openMillis) * 1000, endMillis * 1000];
    const kind = number % kinds;
    const hasStacks = isSampled(number, endMillis - openMillis);
    const made = hasStacks ? make(kind, processes / sampled) : templateOf(kind);
    const from = counted[number] ?? 0;
    const to = from + made.requests;
    counted[number] = to;
    const source = sourceOf(number);
    const stamp: Stamp = {
      ...{ sources: [source], startMicros, endMicros },
      ledger: { sinceMicros: midnightMillis * 1000, from, to, keptMillis, everyMillis: openMillis },
    };
    return {
      made,
      hasStacks,
      encode: () => ({
        name: mergedWindowName({ startMicros, endMicros }, [source.instance]),
        bytes: 'file' in made ? (made as Template).file(stamp) : writePprofNow({ ...made.window, ...stamp }),
      }),
    };
  }

  return {
    ...{ processes, openMillis, sampled },
    *closedUntil(nowMillis) {
      for (let number = 0; number < processes; number++) {
        let end = nextEnd[number] as number;
        for (; end <= nowMillis; end += openMillis) yield close(number, end);
        nextEnd[number] = end;
      }
    },
  };
}

function drawSome(count: number, of: number, draws: Draws): ReadonlySet<number> {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(draws.below(of));
  return drawn;
}

/** Without it, seeds that follow one another would give draws that do, too (the last step of MurmurHash3). */
function mixed(seed: number): number {
  const first = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return (second ^ (second >>> 16)) >>> 0;
}

function sourceOf(number: number): Stamp['sources'][0] {
  return {
    ...{ service: 'shop', version: '1.0.0', pid: 1 + (number % 30_000), node: '24.0.0' },
    instance: `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
    host: `shop-7d9f8-${number.toString(36).padStart(5, '0')}`,
    ...{ engine: 'async-context', rate: 99 },
  };
}
