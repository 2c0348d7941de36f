import { appName, ownName } from '../own-frames.ts';
import { type Frame, fileOf } from '../sample/stack-tree.ts';

/** A stack as V8 has captured it. Names and positions are only made when it is read. */
export type CapturedStack = { stack?: unknown };

const mostFrames = 24;
type CaptureStack = (into: CapturedStack, above: (...args: never[]) => unknown) => void;
// Taken at load, because an app may replace it.
const captureStackTrace = Error.captureStackTrace as CaptureStack;

/** Captures the stack above `above`, with the calls that await it. It takes some microseconds. */
export function captureStack(above: (...args: never[]) => unknown): CapturedStack {
  const limit = Error.stackTraceLimit;
  const captured: CapturedStack = {};
  Error.stackTraceLimit = mostFrames;
  try {
    captureStackTrace(captured, above);
  } finally {
    Error.stackTraceLimit = limit;
  }
  return captured;
}

/**
 * Reads the calls of a stack, the innermost first, each with the position where it is. Without those of Node's own hooks.
 * Each position is read once: a request that awaits in a loop has thousands of stacks of the same calls.
 */
export type FrameReader = (captured: CapturedStack) => Frame[];

export function createFrameReader(): FrameReader {
  const scripts = new Map<string, Script>();
  const frameOf = (site: PlacedSite): Frame => {
    const url = site.getFileName() ?? '';
    // Built-in functions and evaluated code have no file, and no positions that could be told apart.
    if (url === '') return { name: nameOf(site), file: '', line: 0, column: 0 };
    let script = scripts.get(url);
    if (script === undefined) scripts.set(url, (script = { file: fileOf(url), frames: new Map() }));
    const position = site.getPosition();
    let frame = script.frames.get(position);
    if (frame === undefined) script.frames.set(position, (frame = readFrame(site, script.file)));
    return frame;
  };
  return (captured) =>
    withoutOwn(sitesOf(captured).map(frameOf)).filter(({ file }) => file !== '' && file !== hooksFile);
}

interface Script {
  readonly file: string;
  /** By position. */
  readonly frames: Map<number, Frame>;
}

function sitesOf(captured: CapturedStack): PlacedSite[] {
  const prepare = Error.prepareStackTrace;
  try {
    Error.prepareStackTrace = (_error, all) => all;
    const sites = captured.stack;
    return Array.isArray(sites) ? sites : [];
  } finally {
    if (prepare === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Error.prepareStackTrace = prepare;
  }
}

/** Leaves out the profiler's calls: from where the app has called it to where it calls the app again. */
function withoutOwn(frames: readonly Frame[]): Frame[] {
  let isOwn = false;
  return frames
    .toReversed()
    .filter(({ name }) => {
      if (name === ownName || name === appName) isOwn = name === ownName;
      return !isOwn && name !== appName;
    })
    .toReversed();
}

const hooksFile = 'node:internal/async_hooks';

/** V8 has it, Node's types do not. */
type PlacedSite = NodeJS.CallSite & {
  getPosition(): number;
  getEnclosingLineNumber?(): number | null;
  getEnclosingColumnNumber?(): number | null;
};
/** Where the functions of frames begin. Many functions of a file may have the same name, or none. */
const functionPlaces = new WeakMap<Frame, string>();

function readFrame(site: PlacedSite, file: string): Frame {
  const frame: Frame = {
    name: nameOf(site),
    file,
    line: site.getLineNumber() ?? 0,
    column: site.getColumnNumber() ?? 0,
  };
  functionPlaces.set(frame, `${site.getEnclosingLineNumber?.()}:${site.getEnclosingColumnNumber?.()}`);
  return frame;
}

/** Whether two frames of a reader are calls of one function. */
export function isSameFunction(one: Frame, other: Frame): boolean {
  return (
    one.name === other.name &&
    one.file === other.file &&
    functionPlaces.get(one) === functionPlaces.get(other)
  );
}

/** As V8's profiler names it, so that both show one function under one name. */
function nameOf(site: NodeJS.CallSite): string {
  const name = site.getFunctionName() ?? site.getMethodName() ?? '';
  const dot = name.lastIndexOf('.');
  return name.slice(dot + 1) || '(anonymous)';
}

/** The innermost call of the app; -1 when there is none. Whose code a function is goes by the file that ran. */
export function appFrame(frames: readonly Frame[]): number {
  return frames.findIndex(({ file }) => isApp(file));
}

function isApp(file: string): boolean {
  return !file.startsWith('node:') && !/[\\/]node_modules[\\/]/.test(file);
}
