import type { BlockRow, BlockState } from '../presentation/model/block-rows.ts';
import type { FrameRow } from '../presentation/model/frame-row.ts';
import type { Block } from '../profile/blocks.ts';
import { frameKey } from '../profile/frame-key.ts';
import { backgroundName, type Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import type { Evidence } from '../store/evidence.ts';
import { describeFrame } from './frame-row.ts';
import type { SiteNames } from './site-names.ts';

/** Evidence that goes on is written again in time; a busy machine may be this much late. */
const lateMicros = 10e6;

/** A block that another thread has seen. */
export function evidenceRow(evidence: Evidence, nowMicros: number, names: SiteNames): BlockRow {
  const { sinceMicros, untilMicros, pid, requests } = evidence;
  return {
    at: sinceMicros,
    micros: untilMicros - sinceMicros,
    ...workerOf(evidence),
    ...placeOf(evidence, names),
    delayed: [],
    state: stateOf(evidence, nowMicros),
    pid,
    inFlight: requests.map(({ method, route, requests: count }) => ({ method, route, requests: count })),
  };
}

/**
 * A block that the process itself has found.
 *
 * @param seen The evidence of it. Where the process has no stack, this may have.
 */
export function blockRow(
  { atMicros, micros, method, route, pid, stack, delayed }: Block,
  seen: Evidence | undefined,
  names: SiteNames,
): BlockRow {
  return {
    ...{ at: atMicros, micros, method, route },
    ...placeOf(stack.length === 0 && seen !== undefined ? seen : { stack, line: 0 }, names),
    delayed,
    state: 'ended',
    pid,
    inFlight: [],
  };
}

/** Whether the process itself has found it, too: then that says more. */
export function isSameBlock({ pid, sinceMicros, untilMicros }: Evidence, block: Block): boolean {
  const endMicros = block.atMicros + block.micros;
  return pid === block.pid && block.atMicros < untilMicros && endMicros > sinceMicros;
}

/** Its stack, and the innermost function of the app on it. */
function placeOf(
  evidence: Pick<Evidence, 'stack' | 'line'>,
  { sites, appFolder, full }: SiteNames,
): Pick<BlockRow, 'name' | 'file' | 'line' | 'stack'> {
  const shown = (frame: Frame): FrameRow =>
    describeFrame(sites.get(frameKey(frame)) ?? frame, appFolder, full);
  const frames = evidence.stack.map(shown);
  const place = frames.find(({ origin }) => origin === 'app') ?? frames[0] ?? nowhere;
  const { name, file } = place;
  const ran = ranFrame(evidence).map(shown)[0];
  // Its line is more precise than that of its function.
  const line = place === frames[0] && ran?.file === file ? ran.line : place.line;
  return {
    name,
    file,
    line,
    stack: frames.map((one) => ({ name: one.name, file: one.file, line: one.line })),
  };
}

/** Where the innermost call was, as a place to look up: at the end of its line, because a map has no more of it. */
function ranFrame({ stack: [innermost], line }: Pick<Evidence, 'stack' | 'line'>): Frame[] {
  if (innermost === undefined || innermost.file === '' || line === 0) return [];
  return [{ ...innermost, name: 'line', line, column: 1_000 }];
}

const nowhere = { name: '', file: '', line: 0 };

/** Whose work it was, as far as the requests in flight tell. */
function workerOf({ open, requests }: Evidence): Pick<BlockRow, 'method' | 'route'> {
  const [only] = requests;
  if (open === 0) return { method: '', route: backgroundName };
  return requests.length === 1 && only?.requests === open
    ? { method: only.method, route: only.route }
    : { method: '', route: '' };
}

function stateOf({ ended, againMicros }: Evidence, nowMicros: number): BlockState {
  if (ended) return 'ended';
  return nowMicros <= againMicros + lateMicros ? 'goes on' : 'unfinished';
}

/** The frames of all stacks, to look their original positions up. */
export function blockFrames({ blocks }: Window, evidence: readonly Evidence[]): readonly Frame[] {
  return [
    ...evidence.flatMap((one) => [...one.stack, ...ranFrame(one)]),
    ...(blocks?.longest ?? []).flatMap(({ stack }) => stack),
  ].filter(({ file }) => file !== '');
}
