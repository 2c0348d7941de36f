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

/** What V8 says of a stack's nature, by the pseudo-function at its root. */
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

export function createFrameTable(maxFrames = 200_000): FrameTable {
  const scripts = new Map<number, Map<number, Frame[]>>();
  const natives = new Map<string, Frame>();
  let count = 0;
  return {
    intern(scriptId, name, url, line, column) {
      if (url === '' && line === 0) {
        let frame = natives.get(name);
        if (!frame) natives.set(name, (frame = { name: name || '(anonymous)', file: '', line, column }));
        return frame;
      }
      let script = scripts.get(scriptId);
      if (!script) scripts.set(scriptId, (script = new Map()));
      const shown = name || '(anonymous)';
      // Only a hash: a line of a bundle can have millions of columns, and a class and its initializer share a position.
      const key = line * 65_536 + column;
      const near = script.get(key);
      if (near !== undefined) {
        for (const frame of near) {
          if (frame.line === line && frame.column === column && frame.name === shown) return frame;
        }
      }
      const frame = { name: shown, file: fileOf(url), line, column };
      if (++count > maxFrames) {
        // An app that compiles code for ever must not fill the table. Equal frames are merged by value later.
        scripts.clear();
        count = 1;
        scripts.set(scriptId, new Map([[key, [frame]]]));
      } else if (near === undefined) script.set(key, [frame]);
      else near.push(frame);
      return frame;
    },
  };
}
