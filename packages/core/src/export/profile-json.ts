import { ProfileFormatError } from '../pprof/profile-format-error.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A function as V8's files name it: its script's URL, and lines and columns from 1, 0 where there are none. */
export interface FileFrame {
  readonly name: string;
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** The text of one of V8's profiles; throws a `ProfileFormatError` when it is not an object in JSON. */
export function parseProfileJson(text: string): Json {
  let value: unknown;
  try {
    // A byte order mark, as editors and PowerShell write it.
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new ProfileFormatError(
      'This is not a valid .cpuprofile: it is not JSON, or was cut off. Save the profile again, and give the whole file.',
    );
  }
  // Traces may be a bare list.
  if (Array.isArray(value)) return { traceEvents: value };
  return isObject(value) ? value : {};
}

/** The functions of nodes that have a `callFrame`, in the order given; no two are equal. */
export function readCallFrames(
  nodes: readonly Json[],
  order: Int32Array,
  damaged: (how: string) => Error,
): { readonly frame: Int32Array; readonly frames: readonly FileFrame[] } {
  const frames: FileFrame[] = [];
  const known = new Map<string, number>();
  const frame = Int32Array.from(order, (node) => {
    const { id, callFrame } = nodes[node] as Json;
    if (!isObject(callFrame)) throw damaged(`node ${id} has no "callFrame"`);
    const { functionName: name = '', url = '', lineNumber = -1, columnNumber = -1 } = callFrame;
    if (typeof name !== 'string' || typeof url !== 'string')
      throw damaged(`the function of node ${id} has a name or URL that is not a string`);
    if (!isPosition(lineNumber) || !isPosition(columnNumber))
      throw damaged(`the function of node ${id} has a line or column that is not a whole number`);
    // With the name's length, a name cannot be taken for a part of a URL.
    const key = `${lineNumber},${columnNumber},${name.length},${name}${url}`;
    let number = known.get(key);
    if (number === undefined) {
      number = frames.push({ name, url, line: lineNumber + 1, column: columnNumber + 1 }) - 1;
      known.set(key, number);
    }
    return number;
  });
  return { frame, frames };
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= -1;
}
