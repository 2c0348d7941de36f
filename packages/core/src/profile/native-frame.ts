import type { Frame } from '../sample/stack-tree.ts';

const natives = new Map<string, Frame>();

/** A frame that is not a function. One object for each name, because frames are compared by identity here. */
export function nativeFrame(name: string): Frame {
  let frame = natives.get(name);
  if (frame === undefined) natives.set(name, (frame = { name, file: '', line: 0, column: 0 }));
  return frame;
}
