import { createHash, randomBytes } from 'node:crypto';
import type { Window } from '../../profile/window.ts';

/** The span of time in the name of a window. */
export interface NamedSpan {
  /** Epoch milliseconds. */
  readonly startMillis: number;
  readonly endMillis: number;
}

type Span = Pick<Window, 'startMicros' | 'endMicros'>;

const windowName = /^(\d{1,15})-(\d{1,15})-[0-9a-f]{16}\.pb\.gz$/;

/** A name that no other window has, in any process. */
export function newWindowName(span: Span): string {
  return nameOf(span, randomBytes(8).toString('hex'));
}

/** The name of the window that these become: every process that merges the same windows gives it the same name. */
export function mergedWindowName(span: Span, covers: readonly string[]): string {
  return nameOf(span, hashOf([...covers].sort().join('\n'), 16));
}

function nameOf({ startMicros, endMicros }: Span, id: string): string {
  return `${millisOf(startMicros)}-${millisOf(endMicros)}-${id}.pb.gz`;
}

/** The span in a window's name; `undefined` when it is not the name of a window. */
export function spanOfName(name: string): NamedSpan | undefined {
  const [, start, end] = windowName.exec(name) ?? [];
  return start === undefined || Number(start) > Number(end)
    ? undefined
    : { startMillis: Number(start), endMillis: Number(end) };
}

/** Whether a window overlaps a span, by its name, as `Store.list` means it; epoch milliseconds. Not what is no window's name. */
export function isNamedWithin(name: string, fromMillis: number, toMillis: number): boolean {
  const span = spanOfName(name);
  return span !== undefined && span.endMillis >= fromMillis && span.startMillis < toMillis;
}

/** Whether a window with this span may have this name. */
export function isNameOf({ startMillis, endMillis }: NamedSpan, span: Span): boolean {
  return startMillis === millisOf(span.startMicros) && endMillis === millisOf(span.endMicros);
}

export function hashOf(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

function millisOf(micros: number): number {
  return Math.floor(micros / 1000);
}
