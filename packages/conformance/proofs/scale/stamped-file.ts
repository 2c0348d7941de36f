import { gzipSync } from 'node:zlib';
import { standsForNone } from '../../../core/src/pprof/file-head.ts';
import { encodeHead, headField } from '../../../core/src/pprof/head-field.ts';
import { bytesField } from '../../../core/src/pprof/protobuf-writer.ts';
import { writePprofNow } from '../../../core/src/pprof/write-pprof.ts';
import type { Ledger } from '../../../core/src/profile/ledger.ts';
import type { Source, Window } from '../../../core/src/profile/window.ts';

/** What tells a window of a process from others that have the same requests. */
export interface Stamp {
  readonly sources: readonly [Source];
  readonly startMicros: number;
  readonly endMicros: number;
  readonly ledger: Ledger;
}

/** Makes files of windows that differ in their stamps alone. */
export type StampedFile = (stamp: Stamp) => Uint8Array;

/**
 * A file is two gzip members: the head, which has the stamp, and all else, which is the same for all stamps. So only the head
 * is encoded for each. The span that other tools read, in the second member, is that of the first window.
 */
export function stampedFile(window: Window): StampedFile {
  const headOf = (stamped: Window): Buffer =>
    gzipSync(bytesField(headField, encodeHead(stamped, standsForNone)));
  const file = writePprofNow(window);
  const head = headOf(window);
  if (!head.equals(file.subarray(0, head.length))) throw new Error('A file does not begin with its head.');
  const rest = file.subarray(head.length);
  return (stamp) => Buffer.concat([headOf({ ...window, ...stamp }), rest]);
}
