import { gunzipSync, gzipSync } from 'node:zlib';
import { headField } from '../../../core/src/pprof/head-field.ts';
import { bytesField } from '../../../core/src/pprof/protobuf-writer.ts';
import { spanOfName } from '../../../core/src/store/shared/names.ts';
import type { StoreWindow } from '../../../core/src/store-contract.ts';

/** What is in the head of a window and tells its time. */
interface Head {
  readonly startMicros: number;
  readonly endMicros: number;
  readonly covers: readonly string[];
  readonly beneath: readonly string[];
}

/**
 * Coarse windows of hours before: copies of those that compaction has made of a whole hour, moved back in time. As in a real
 * store, they name the windows that they were made from, which are gone.
 */
export function* earlierHours(windows: readonly StoreWindow[], hours: number): Generator<StoreWindow> {
  for (const { name, bytes } of windows) {
    const end = firstMemberEnd(bytes);
    const field = gunzipSync(bytes.subarray(0, end));
    const head = JSON.parse(field.subarray(field.indexOf('{')).toString()) as Head;
    const rest = bytes.subarray(end);
    for (let hour = 1; hour <= hours; hour++) {
      const back = hour * 3_600_000;
      const moved: Head = {
        ...head,
        startMicros: head.startMicros - back * 1000,
        endMicros: head.endMicros - back * 1000,
        covers: head.covers.map((covered) => movedName(covered, back)),
        beneath: head.beneath.map((hidden) => movedName(hidden, back)),
      };
      const packed = gzipSync(bytesField(headField, Buffer.from(JSON.stringify(moved))));
      yield { name: movedName(name, back), bytes: Buffer.concat([packed, rest]) };
    }
  }
}

function movedName(name: string, millis: number): string {
  const span = spanOfName(name);
  if (span === undefined) throw new Error(`${name} is not the name of a window.`);
  const id = name.slice(name.lastIndexOf('-'));
  return `${span.startMillis - millis}-${span.endMillis - millis}${id}`;
}

const memberStart = Buffer.from([0x1f, 0x8b, 0x08, 0x00]);

/** Where the head's gzip member ends: at the first place from which on the rest can be unpacked by itself. */
function firstMemberEnd(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = buffer.indexOf(memberStart, 1); at > 0; at = buffer.indexOf(memberStart, at + 1)) {
    try {
      gunzipSync(buffer.subarray(0, at));
      return at;
    } catch {
      // These bytes are in the midst of the member.
    }
  }
  throw new Error('The window is not two gzip members.');
}
