import { gunzipSync, gzipSync } from 'node:zlib';
import { writePprofNow } from '../../src/pprof/write-pprof.ts';
import type { Window } from '../../src/profile/window.ts';

const headTag = Buffer.from([0xc2, 0x3e]);
const statisticsTag = Buffer.from([0xca, 0x3e]);

/** One of our files in parts, unpacked: its two fields of JSON, which are at its ends, and everything between. */
export function partsOf(file: Uint8Array): { head: string; statistics: string; rest: Buffer } {
  const plain = gunzipSync(file);
  // No text in UTF-8 has the bytes of the tag.
  const last = plain.lastIndexOf(statisticsTag);
  if (plain.indexOf(headTag) !== 0 || last < 0)
    throw new Error('the file has not our two fields at its ends');
  const head = contentsAt(plain, headTag.length);
  const statistics = contentsAt(plain, last + statisticsTag.length);
  return {
    head: head.text,
    statistics: statistics.text,
    rest: Buffer.concat([plain.subarray(head.end, last), plain.subarray(statistics.end)]),
  };
}

function contentsAt(plain: Buffer, start: number): { text: string; end: number } {
  let length = 0;
  let at = start;
  for (let shift = 0; ; shift += 7) {
    const byte = plain[at++] as number;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  return { text: plain.toString('utf8', at, at + length), end: at + length };
}

export function headField(contents: string): Buffer {
  return field(headTag, contents);
}

export function statisticsField(contents: string): Buffer {
  return field(statisticsTag, contents);
}

function field(tag: Buffer, text: string): Buffer {
  const contents = Buffer.from(text);
  const length: number[] = [];
  let left = contents.length;
  for (; left > 0x7f; left = Math.floor(left / 128)) length.push((left % 128) | 0x80);
  return Buffer.concat([tag, Buffer.from([...length, left]), contents]);
}

/** A file as the first version wrote it: in one piece, with one field at its end. */
export function writeVersionOne(window: Window): Uint8Array {
  const { head, statistics, rest } = partsOf(writePprofNow(window));
  const { format, sources, startMicros, endMicros, elapsedMicros } = JSON.parse(head);
  const { frames, runtime, routes } = JSON.parse(statistics);
  const times = { sources, startMicros, endMicros, elapsedMicros };
  const old = JSON.stringify({ version: 1, format, frames, ...times, runtime, routes });
  return gzipSync(Buffer.concat([rest, headField(old)]));
}
