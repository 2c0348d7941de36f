import { gunzipSync, gzipSync } from 'node:zlib';
import { writePprofNow } from '../../src/export/pprof.ts';
import type { Window } from '../../src/profile/window.ts';

/** The parts of one of our files, unpacked: its statistics as JSON, and everything else. */
export function partsOf(file: Uint8Array): { statistics: string; rest: Buffer } {
  const plain = gunzipSync(file);
  if (plain[0] !== 0xc2 || plain[1] !== 0x3e) throw new Error('the file does not begin with the extra field');
  let length = 0;
  let at = 2;
  for (let shift = 0; ; shift += 7) {
    const byte = plain[at++] as number;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  return { statistics: plain.subarray(at, at + length).toString(), rest: plain.subarray(at + length) };
}

export function extraField(statistics: string): Buffer {
  const contents = Buffer.from(statistics);
  const head = [0xc2, 0x3e];
  let rest = contents.length;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) head.push((rest % 128) | 0x80);
  return Buffer.concat([Buffer.from([...head, rest]), contents]);
}

/** A file as the first version wrote it: in one piece, its statistics at the end and without weights. */
export function writeVersionOne(window: Window): Uint8Array {
  const { statistics, rest } = partsOf(writePprofNow(window));
  const { covers: _covers, ...given } = JSON.parse(statistics);
  const { background: _background, profiler: _profiler, ...runtime } = given.runtime;
  const routes = given.routes.map(({ weight: _weight, ...route }: { weight: unknown }) => route);
  const old = JSON.stringify({ ...given, version: 1, runtime, routes });
  return gzipSync(Buffer.concat([rest, extraField(old)]));
}
