import type { Frame } from '../sample/stack-tree.ts';

/**
 * A block of the event loop, as another thread saw it while the loop did not come back. All that is left of it when the
 * process is killed meanwhile.
 */
export interface Evidence {
  readonly service: string;
  readonly version: string;
  readonly instance: string;
  readonly pid: number;
  /** Epoch microseconds: when the loop was last seen to run. */
  readonly sinceMicros: number;
  /** Until when the loop is known to have stood still. */
  readonly untilMicros: number;
  /** The loop came back. Otherwise `untilMicros` grows, until the process ends. */
  readonly ended: boolean;
  /** When this is written again, if the process still lives and the loop still stands still; else 0. */
  readonly againMicros: number;
  /** How many requests were in flight; those that the thread knows are in `requests`. */
  readonly open: number;
  /** By route, the youngest first. */
  readonly requests: readonly OpenRoute[];
  /** The JavaScript stack, innermost first; none in a native call, which cannot be interrupted. */
  readonly stack: readonly Frame[];
  /**
   * The line of the innermost call that ran, in the file that ran; 0 where it is not known. V8 does not know code that it
   * has optimized in the midst of a loop: then this is where its caller calls it.
   */
  readonly line: number;
}

/** Requests of one route that were in flight. */
export interface OpenRoute {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
  /** Epoch microseconds: when the youngest began. */
  readonly sinceMicros: number;
}

const format = 1;

export function writeEvidence(evidence: Evidence): Uint8Array {
  return Buffer.from(JSON.stringify({ format, ...evidence }));
}

/** `undefined` when it is not evidence: files are not trusted. */
export function readEvidence(text: string): Evidence | undefined {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { format: found_, requests, stack, ...rest } = Object(found) as Record<string, unknown>;
  if (found_ !== format || !Array.isArray(requests) || !Array.isArray(stack)) return undefined;
  const at = (name: string): number => numberIn(rest, name);
  const sinceMicros = at('sinceMicros');
  if (sinceMicros === 0) return undefined;
  return {
    service: textIn(rest, 'service'),
    version: textIn(rest, 'version'),
    instance: textIn(rest, 'instance'),
    pid: at('pid'),
    sinceMicros,
    untilMicros: Math.max(sinceMicros, at('untilMicros')),
    ended: rest.ended === true,
    againMicros: at('againMicros'),
    open: at('open'),
    line: at('line'),
    requests: rowsOf(requests, mostRoutes).map((request) => ({
      method: textIn(request, 'method'),
      route: textIn(request, 'route'),
      requests: numberIn(request, 'requests'),
      sinceMicros: numberIn(request, 'sinceMicros'),
    })),
    stack: rowsOf(stack, mostFrames).map((frame) => ({
      name: textIn(frame, 'name'),
      file: textIn(frame, 'file'),
      line: numberIn(frame, 'line'),
      column: numberIn(frame, 'column'),
    })),
  };
}

/** More of each is not kept. */
export const mostRoutes = 20;
export const mostFrames = 64;
const longestText = 1_000;

function rowsOf(values: readonly unknown[], most: number): Record<string, unknown>[] {
  return values.slice(0, most).map((value) => Object(value));
}

function textIn(from: Readonly<Record<string, unknown>>, name: string): string {
  const value = from[name];
  return typeof value === 'string' ? value.slice(0, longestText) : '';
}

function numberIn(from: Readonly<Record<string, unknown>>, name: string): number {
  const value = from[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
