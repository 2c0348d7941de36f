import { mapSteps } from '../in-turns.ts';
import { visibleName } from '../presentation/visible-text.ts';
import { workColumns } from '../profile/call-tree.ts';
import type { Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { fileLabel, functionLabel, positionLabel } from './frame-label.ts';
import { partsOf } from './parts.ts';

/**
 * Folded stacks, as `flamegraph.pl` and speedscope read them: on each line a stack from the outermost frame to the
 * innermost, separated by `;`, then a space and the innermost frame's own CPU time in whole microseconds, or its amount
 * of another measure. The outermost frame is the route, `(background)`, `(profiler)` or `(garbage collector)`; the lines
 * add up to all of the window's CPU time. Stacks without any are left out.
 *
 * (B. Gregg: The Flame Graph, ACM Queue 14(2), 2016; https://github.com/brendangregg/FlameGraph)
 */
export function* foldedSteps(window: Window): Generator<void, string> {
  const labels = yield* mapSteps(window.frames, labelOf);
  const lines: string[] = [];
  for (const { name, tree } of partsOf(window)) {
    const stacks = [withoutSeparator(visibleName(name))];
    const { cpuMicros } = workColumns(tree);
    for (let node = 0; node < tree.parent.length; node++) {
      if (node > 0)
        stacks[node] = `${stacks[tree.parent[node] as number]};${labels[tree.frame[node] as number]}`;
      const micros = cpuMicros[node] as number;
      if (micros > 0) lines.push(`${stacks[node]} ${micros}\n`);
      yield;
    }
  }
  return lines.join('');
}

/** `name (file:line:column)`, the way V8 writes stacks. */
function labelOf(frame: Frame): string {
  const place = [fileLabel(frame), positionLabel(frame)].filter(Boolean).join(':');
  return withoutSeparator(functionLabel(frame) + (place && ` (${place})`));
}

function withoutSeparator(label: string): string {
  return label.replaceAll(';', '\\u003b');
}
