import type { FrameRow } from '../presentation/model/frame-row.ts';
import { siteId } from '../presentation/names.ts';
import { frameKey } from '../profile/frame-key.ts';
import type { TraceWait } from '../profile/trace.ts';
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

/** The suspended call of the app; `undefined` where there is none. */
export function frameOf({ stack, site }: Pick<TraceWait, 'stack' | 'site'>): Frame | undefined {
  return stack[site];
}

/** A place as it is shown; all of it `''` and 0 where the app has none. */
export function describeSite(frame: Frame | undefined, { sites, appFolder, full }: SiteNames): FrameRow {
  if (frame === undefined) return describeFrame({ ...rootFrame, name: '' }, appFolder, full);
  return describeFrame(sites.get(frameKey(frame)) ?? frame, appFolder, full);
}
