import { writePprofNow } from '../../../core/src/pprof/write-pprof.ts';
import { type FleetTurn, mostStackProcesses } from '../../../core/src/process/fleet-turns.ts';
import { turnGroups } from '../../../core/src/profile/turn-sums.ts';
import { fleetWindowMillis } from '../../../core/src/store/fleet-windows.ts';
import { mergedWindowName } from '../../../core/src/store/shared/names.ts';
import type { StoreWindow } from '../../../core/src/store-contract.ts';
import { createDraws } from './draws.ts';
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
  /** How many processes give stacks at a time, on average. */
  readonly sampled: number;
  /** What is closed from the last call until now, in epoch milliseconds. */
  closedUntil(nowMillis: number): Generator<ClosedWindow>;
}

/** How long a turn in which a process gives stacks lasts. */
const turnMillis = 180_000;
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
  /** How many processes give stacks at a time; default: as many as in a real fleet. */
  readonly sampled?: number;
}

/** How long a window stays open where there are few processes. */
const aloneMillis = 8_000;

export function createFleet({
  processes,
  sampled: wanted = mostStackProcesses,
  ...options
}: FleetOptions): Fleet {
  const draws = createDraws(processes);
  const traffic = makeTraffic();
  const openMillis = options.openMillis ?? Math.max(aloneMillis, fleetWindowMillis(processes));
  const sampled = Math.min(processes, wanted);
  const factors = Array.from({ length: kinds }, () => {
    const ofProcess = draws.logNormal(1, processSigma);
    return Array.from({ length: routeCount }, () => ofProcess * draws.logNormal(1, processAndRouteSigma));
  });
  const make = (kind: number, turn: FleetTurn): MadeWindow =>
    makeWindow({ traffic, seconds: openMillis / 1000, factors: factors[kind] ?? [], turn, draws });
  const templates = new Map<number, Template>();
  const templateOf = (kind: number): Template => {
    let template = templates.get(kind);
    if (template === undefined) {
      const made = make(kind, 'out');
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
  /** As each process draws by itself; a window belongs to the turn that it begins in. */
  const turnAt = (number: number, startMillis: number): FleetTurn => {
    if (sampled === processes) return undefined;
    const place = Math.floor((turnMillis * number) / processes);
    const draw = createDraws(mixed(Math.floor((startMillis + place) / turnMillis) * processes + number));
    if (draw.uniform() >= sampled / processes) return 'out';
    return { weight: processes / sampled, group: Math.floor(draw.uniform() * turnGroups) };
  };

  function close(number: number, endMillis: number): ClosedWindow {
    const [startMicros, endMicros] = [(endMillis - openMillis) * 1000, endMillis * 1000];
    const kind = number % kinds;
    const turn = turnAt(number, endMillis - openMillis);
    const hasStacks = turn !== 'out';
    const made = hasStacks ? make(kind, turn) : templateOf(kind);
    const from = counted[number] ?? 0;
    const to = from + made.requests;
    counted[number] = to;
    const source = { ...sourceOf(number), ...(!hasStacks && { noStacks: true as const }) };
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
