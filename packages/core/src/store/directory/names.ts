import { createHash, randomBytes } from 'node:crypto';
import type { Window } from '../../profile/window.ts';

/** The span of time in the name of a window's file. */
export interface FileSpan {
  readonly startMillis: number;
  readonly endMillis: number;
}

type Span = Pick<Window, 'startMicros' | 'endMicros'>;

const windowFile = /^(\d{1,15})-(\d{1,15})-[0-9a-f]{16}\.pb\.gz$/;
const clearedFile = /^cleared-(\d{1,16})$/;
const leaseFolder = /^lease-(\d{1,15})$/;
const evidenceFile = /^block-(\d{16})-[0-9a-f]{16}\.json$/;
const temporaryFile =
  /^\.(?:service\.json|\d{1,15}-\d{1,15}-[0-9a-f]{16}\.pb\.gz|block-\d{16}-[0-9a-f]{16}\.json)\.[0-9a-f]{12}\.tmp$/;

export const serviceFile = 'service.json';
/** Where damaged files go. */
export const asideFolder = 'aside';

/** A name that no other file has, in any process. */
export function newFileName(span: Span): string {
  return fileName(span, randomBytes(8).toString('hex'));
}

/** The name of the file that these become: every process that merges the same files gives it the same name. */
export function mergedFileName(span: Span, covers: readonly string[]): string {
  return fileName(span, hash([...covers].sort().join('\n'), 16));
}

function fileName({ startMicros, endMicros }: Span, id: string): string {
  return `${millisOf(startMicros)}-${millisOf(endMicros)}-${id}.pb.gz`;
}

/** `undefined` when it is not the name of a window's file. */
export function readFileName(name: string): FileSpan | undefined {
  const [, start, end] = windowFile.exec(name) ?? [];
  return start === undefined || Number(start) > Number(end)
    ? undefined
    : { startMillis: Number(start), endMillis: Number(end) };
}

/** Whether a file of a window with this span may have this name. */
export function isNameOf({ startMillis, endMillis }: FileSpan, span: Span): boolean {
  return startMillis === millisOf(span.startMicros) && endMillis === millisOf(span.endMicros);
}

/** The name of the evidence of a block that began at this moment. Names sort by time. */
export function newEvidenceName(sinceMicros: number): string {
  return `block-${String(sinceMicros).padStart(16, '0')}-${randomBytes(8).toString('hex')}.json`;
}

/** When the block began, in epoch microseconds; `undefined` when it is not the name of evidence. */
export function readEvidenceName(name: string): number | undefined {
  const [, micros] = evidenceFile.exec(name) ?? [];
  return micros === undefined ? undefined : Number(micros);
}

/** The name of a file until it is complete. */
export function temporaryName(name: string): string {
  return `.${name}.${randomBytes(6).toString('hex')}.tmp`;
}

export function isTemporaryName(name: string): boolean {
  return temporaryFile.test(name);
}

/** The name of an empty file, which says that everything before this moment is cleared. */
export function clearedName(clearedMicros: number): string {
  return `cleared-${clearedMicros}`;
}

/** In epoch microseconds. */
export function readClearedName(name: string): number | undefined {
  const [, micros] = clearedFile.exec(name) ?? [];
  return micros === undefined ? undefined : Number(micros);
}

export function leaseName(number: number): string {
  return `lease-${number}`;
}

export function readLeaseName(name: string): number | undefined {
  const [, number] = leaseFolder.exec(name) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** The folder of a service: readable, and different for different names. */
export function serviceFolder(service: string): string {
  const slug = service
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '');
  return `${slug || 'app'}-${hash(service, 8)}`;
}

export function isServiceFolder(name: string): boolean {
  return /^[a-z0-9-]{1,40}-[0-9a-f]{8}$/.test(name);
}

function hash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

function millisOf(micros: number): number {
  return Math.floor(micros / 1000);
}
