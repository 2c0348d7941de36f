import { readdirSync, readFileSync } from 'node:fs';

/** How long threads were ready to run and had no core so far, in microseconds. Only Linux tells; elsewhere all is 0. */
export interface Waits {
  /** The thread that is sampled. */
  readonly mainMicros: number;
  /** The thread that samples it. */
  readonly samplerMicros: number;
  /** How often the sampler had a core. */
  readonly samplerTurns: number;
  /** For the host of this machine. */
  readonly stealMicros: number;
}

/** V8's name of the thread that takes samples. */
const samplerName = 'v8:ProfEvntProc';
/** To wake up takes a thread so long even where a core is idle. A sample of a millisecond may be as late. */
const wakeMicros = 100;

/**
 * What the measurement of a process waits for. Threads that collect garbage and compile are left out: they all start at
 * once, so they wait for each other on a quiet machine, too, and no sample is missing for it.
 */
export function waitsOf(pid: number): Waits {
  if (process.platform !== 'linux') {
    return { mainMicros: 0, samplerMicros: 0, samplerTurns: 0, stealMicros: 0 };
  }
  const sampler = readdirSync(`/proc/${pid}/task`).find((thread) => nameOf(pid, thread) === samplerName);
  if (sampler === undefined) throw new Error(`Process ${pid} has no thread ${samplerName}`);
  const [samplerMicros, samplerTurns] = waitOf(pid, sampler);
  const steal = Number(readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.trim().split(/\s+/)[8] ?? 0);
  // In hundredths of a second.
  return {
    mainMicros: mainThreadWaitedMicros(pid),
    samplerMicros,
    samplerTurns,
    stealMicros: steal * 10_000,
  };
}

/** For how long other processes have kept a measurement from the cores. It then measures the machine. */
export function disturbedMicros(before: Waits, after: Waits): number {
  const woke = (after.samplerTurns - before.samplerTurns) * wakeMicros;
  const late = Math.max(0, after.samplerMicros - before.samplerMicros - woke);
  return after.mainMicros - before.mainMicros + late + after.stealMicros - before.stealMicros;
}

/** Time of a process's main thread that is neither CPU nor idle. */
export function mainThreadWaitedMicros(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  return waitOf(pid, String(pid))[0];
}

function waitOf(pid: number, thread: string): [waitedMicros: number, turns: number] {
  const [, nanos, turns] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
  return [Number(nanos) / 1000, Number(turns)];
}

function nameOf(pid: number, thread: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').trim();
  } catch {
    // The thread has just ended.
    return undefined;
  }
}
