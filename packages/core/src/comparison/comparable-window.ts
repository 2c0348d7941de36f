import { type CallTree, weightOf, workColumns, workTree } from '../profile/call-tree.ts';
import { withoutUnfollowed } from '../profile/entire-window.ts';
import { cpuErrorMicros, estimatedRoute, isEntire, scaledColumn } from '../profile/estimated-window.ts';
import type { RouteWindow, Window } from '../profile/window.ts';
import { sampleDispersion } from './sampled.ts';

/**
 * The window with its routes estimated where not all requests were followed, and without those requests in the background.
 * How uncertain a time is, comparisons read from its number of samples. So a row has as many as would be as uncertain, if
 * that is fewer than it has.
 */
export function comparableWindow(window: Window): Window {
  if (isEntire(window)) return window;
  return { ...withoutUnfollowed(window), routes: window.routes.map(comparable) };
}

function comparable(route: RouteWindow): RouteWindow {
  const estimated = estimatedRoute(route);
  const { samples, cpuMicros } = weightOf(estimated.tree);
  const variance = cpuErrorMicros(route) ** 2;
  if (variance === 0 || samples === 0) return estimated;
  const wanted = (sampleDispersion * cpuMicros ** 2) / variance;
  return wanted >= samples
    ? estimated
    : { ...estimated, tree: withSamples(estimated.tree, wanted / samples) };
}

function withSamples(tree: CallTree, scale: number): CallTree {
  const columns = workColumns(tree);
  const samples = scaledColumn(columns.samples, scale);
  return { ...workTree(tree, { ...columns, samples }), ...(tree.lines && { lines: tree.lines }) };
}
