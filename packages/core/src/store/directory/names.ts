import { randomBytes } from 'node:crypto';
import { hashOf } from '../shared/names.ts';

const clearedFile = /^cleared-(\d{1,16})$/;
const markFile = /^mark-([a-z]{1,20})-(\d{1,16})\.txt$/;
const leaseFolder = /^lease-(\d{1,15})$/;
const evidenceFile = /^block-(\d{16})-[0-9a-f]{16}\.json$/;
const temporaryFile =
  /^\.(?:service\.json|mark-[a-z]{1,20}-\d{1,16}\.txt|\d{1,15}-\d{1,15}-[0-9a-f]{16}\.pb\.gz|block-\d{16}-[0-9a-f]{16}\.json)\.[0-9a-f]{12}\.tmp$/;

export const serviceFile = 'service.json';
/** Where damaged files go. */
export const asideFolder = 'aside';

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

/** The name of a file which says that everything before this moment is cleared. */
export function clearedName(clearedMicros: number): string {
  return `cleared-${clearedMicros}`;
}

/** In epoch microseconds. */
export function readClearedName(name: string): number | undefined {
  const [, micros] = clearedFile.exec(name) ?? [];
  return micros === undefined ? undefined : Number(micros);
}

/** A kind of mark, and when it was left. */
export interface NamedMark {
  readonly kind: string;
  readonly atMicros: number;
}

/** The name of a file with a mark's value. */
export function markName({ kind, atMicros }: NamedMark): string {
  return kind === 'clear' ? clearedName(atMicros) : `mark-${kind}-${atMicros}.txt`;
}

export function readMarkName(name: string): NamedMark | undefined {
  const clearedMicros = readClearedName(name);
  if (clearedMicros !== undefined) return { kind: 'clear', atMicros: clearedMicros };
  const [, kind, micros] = markFile.exec(name) ?? [];
  return kind === undefined ? undefined : { kind, atMicros: Number(micros) };
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
  return `${slug || 'app'}-${hashOf(service, 8)}`;
}

export function isServiceFolder(name: string): boolean {
  return /^[a-z0-9-]{1,40}-[0-9a-f]{8}$/.test(name);
}
