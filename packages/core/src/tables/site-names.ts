import type { FrameRow } from '../presentation/model/frame-row.ts';
import { siteId } from '../presentation/names.ts';
import { frameKey } from '../profile/frame-key.ts';
import type { TraceWait, WaitTarget } from '../profile/trace.ts';
import type { Window } from '../profile/window.ts';
import { type Frame, rootFrame } from '../sample/stack-tree.ts';
import type { LabelledFrame } from '../source-code/function-labels.ts';
import { describeFrame } from './frame-row.ts';

/** How the places of waits are shown. */
export interface SiteNames {
  /** By `frameKey`; frames that are not in it are shown as they are. */
  readonly sites: SitePositions;
  readonly appFolder: string;
  readonly full: boolean;
}

/** Places of waits, each with its position in the original source. */
export type SitePositions = ReadonlyMap<string, LabelledFrame>;

/** All places of a window's waits, each once. */
export function siteFrames({ routes }: Window): readonly Frame[] {
  const frames = new Map<string, Frame>();
  const add = (frame: Frame | undefined): void => {
    if (frame !== undefined && frame.file !== '') frames.set(frameKey(frame), frame);
  };
  for (const { traces } of routes) {
    if (traces === undefined) continue;
    for (const { frame } of traces.sites) add(frame);
    for (const { waits } of traces.slowest) for (const wait of waits) add(frameOf(wait));
  }
  return [...frames.values()];
}

/** @param positions `frames`, with positions in the original source. */
export function sitePositions(frames: readonly Frame[], positions: readonly LabelledFrame[]): SitePositions {
  return new Map(frames.map((frame, i) => [frameKey(frame), positions[i] ?? frame]));
}

/** A place where requests waited: the frame, and its position in the original source. */
export interface WaitSite {
  readonly frame: Frame;
  readonly position: LabelledFrame;
}

/** The place that `siteId` names; `undefined` if no request waited there. */
export function siteNamed(id: string, window: Window, names: SiteNames): WaitSite | undefined {
  const frame = siteFrames(window).find((one) => siteId(describeSite(one, names)) === id);
  return frame && { frame, position: names.sites.get(frameKey(frame)) ?? frame };
}

/** The suspended call of the app, or else the innermost one; `undefined` without a stack. */
export function frameOf({ stack, site }: Pick<TraceWait, 'stack' | 'site'>): Frame | undefined {
  return stack[site] ?? stack[0];
}

/** Equal for waits for the same thing at the same place: those that are one row. */
export function siteKey(wait: WaitTarget, frame: Frame | undefined): string {
  const { kind, target, operation, library } = wait;
  return [frameKey(frame ?? nowhere), kind, target, operation, library].join('\0');
}

const nowhere: Frame = { ...rootFrame, name: '' };

/** A place as it is shown; all of it `''` and 0 where a wait has none. */
export function describeSite(frame: Frame | undefined, { sites, appFolder, full }: SiteNames): FrameRow {
  if (frame === undefined) return describeFrame(nowhere, appFolder, full);
  return describeFrame(sites.get(frameKey(frame)) ?? frame, appFolder, full);
}
