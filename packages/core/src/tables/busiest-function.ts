import { type CallTree, workColumns } from '../profile/call-tree.ts';

/** The function of the app in which most time on the loop is spent, with what it calls outside of the app. */
export interface Busiest {
  /** An index into the window's frames. */
  readonly frame: number;
  /** Of the tree's time, 0 to 1. */
  readonly share: number;
}

/** Each call's time belongs to the innermost function of the app on its stack. `undefined` where there is none. */
export function busiestFunction(tree: CallTree, isApp: (frame: number) => boolean): Busiest | undefined {
  const { parent, frame } = tree;
  const { wallMicros } = workColumns(tree);
  const owner = new Int32Array(parent.length).fill(-1);
  const times = new Map<number, number>();
  let all = wallMicros[0] ?? 0;
  for (let node = 1; node < parent.length; node++) {
    const micros = wallMicros[node] as number;
    const own = frame[node] as number;
    // Callers come first.
    const by = isApp(own) ? own : (owner[parent[node] as number] as number);
    owner[node] = by;
    all += micros;
    if (by >= 0) times.set(by, (times.get(by) ?? 0) + micros);
  }
  let busiest: Busiest | undefined;
  for (const [by, micros] of times) {
    if (micros > 0 && micros / all > (busiest?.share ?? 0)) busiest = { frame: by, share: micros / all };
  }
  return busiest;
}
