import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { StoreWindow } from '@routeprof/core/store';

/** When the windows of tests begin, unless a test says otherwise: 2026-01-01. */
export const baseMillis = 1_767_225_600_000;
/** Ten years: nothing is forgotten during a test. */
export const keepMillis: number = 10 * 365 * 24 * 3_600_000;

export interface WindowWishes {
  /** Less than 16 MiB. */
  readonly byteCount?: number;
  readonly startMillis?: number;
  readonly endMillis?: number;
}

/** A name that no other window has. */
export function newName({
  byteCount = 700,
  startMillis = baseMillis,
  endMillis = startMillis + 10_000,
}: WindowWishes = {}): string {
  const id = randomBytes(5).toString('hex') + byteCount.toString(16).padStart(6, '0');
  return `${startMillis}-${endMillis}-${id}.pb.gz`;
}

export function newNames(count: number, wishes?: WindowWishes): string[] {
  return Array.from({ length: count }, () => newName(wishes));
}

/**
 * The bytes of the window with this name. They follow from the name, so that each process knows them, and no part of one
 * window looks like another.
 */
export function bytesOf(name: string): Uint8Array {
  const byteCount = Number.parseInt(name.slice(-12, -6), 16);
  const key = createHash('sha256').update(name).digest().subarray(0, 16);
  return new Uint8Array(createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(byteCount)));
}

export function windowOf(name: string): StoreWindow {
  return { name, bytes: bytesOf(name) };
}

export function areSame(bytes: Uint8Array | undefined, wanted: Uint8Array): boolean {
  return bytes !== undefined && Buffer.compare(bytes, wanted) === 0;
}
