import { anonymousName } from './anonymous.ts';

/** A function, identified by where it is defined. Interned: equal frames are the same object within one process. */
export interface Frame {
  readonly name: string;
  /** An absolute path, a `node:` name, or `''` for native code. */
  readonly file: string;
  /** From 1; 0 when unknown. */
  readonly line: number;
  readonly column: number;
}

/** The stacks of one batch: node i's caller is node `parent[i]`; parents come first; node 0 is the root. */
export interface StackTree {
  readonly parent: Int32Array;
  /** `frame[0]` belongs to the root and is never shown. */
  readonly frame: readonly Frame[];
  /** 1 where the time spent in the node itself is the profiler's own work. */
  readonly own: Uint8Array;
}

/** The kind of a stack, by V8's pseudo-function at its root. */
export const Kind = { script: 0, idle: 1, gc: 2, program: 3 } as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

const kinds = new Map<string, Kind>([
  ['(idle)', Kind.idle],
  ['(garbage collector)', Kind.gc],
  ['(program)', Kind.program],
]);

export function kindOf(name: string, file: string): Kind {
  return file === '' ? (kinds.get(name) ?? Kind.script) : Kind.script;
}

export const rootFrame: Frame = { name: '(root)', file: '', line: 0, column: 0 };

/** `file:///a/b.js` and `/a/b.js` are one file; other schemes stay as they are. */
export function fileOf(url: string): string {
  if (!url.startsWith('file://')) return url;
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
  } catch {
    return url;
  }
}

/** Interns frames by script and position, so that a drain builds no strings. */
export interface FrameTable {
  intern(scriptId: number, name: string, url: string, line: number, column: number): Frame;
}

interface Script {
  readonly file: string;
  /** By a hash of the position: a class and its initializer share a position, too. */
  readonly frames: Map<number, Frame[]>;
}

export function createFrameTable(maxFrames = 32_768): FrameTable {
  const scripts = new Map<number, Script>();
  const natives = new Map<string, Frame>();
  let count = 0;
  const makeRoom = (): void => {
    // An app that keeps compiling code must not fill the memory. Equal frames are merged by value later.
    if (++count <= maxFrames) return;
    scripts.clear();
    natives.clear();
    count = 1;
  };
  const scriptOf = (scriptId: number, url: string): Script => {
    let script = scripts.get(scriptId);
    if (!script) scripts.set(scriptId, (script = { file: fileOf(url), frames: new Map() }));
    return script;
  };
  return {
    intern(scriptId, name, url, line, column) {
      const shown = name || anonymousName;
      if (url === '' && line === 0) {
        let frame = natives.get(shown);
        if (!frame) {
          makeRoom();
          natives.set(shown, (frame = { name: shown, file: '', line, column }));
        }
        return frame;
      }
      // A line of a bundle can have millions of columns, so different positions may share a key.
      const key = line * 65_536 + column;
      const near = scripts.get(scriptId)?.frames.get(key);
      if (near !== undefined) {
        for (const frame of near) {
          if (frame.line === line && frame.column === column && frame.name === shown) return frame;
        }
      }
      makeRoom();
      const { file, frames } = scriptOf(scriptId, url);
      const frame = { name: shown, file, line, column };
      const others = frames.get(key);
      if (others === undefined) frames.set(key, [frame]);
      else others.push(frame);
      return frame;
    },
  };
}
