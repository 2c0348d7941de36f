import { writePprof } from '../pprof/write-pprof.ts';
import { fileTime } from '../presentation/quantity.ts';
import type { Measure } from '../profile/measure.ts';
import { timeOfDay, type Window } from '../profile/window.ts';
import { writeCallgrind } from './callgrind.ts';
import { writeCpuProfile } from './cpuprofile.ts';
import { writeFolded } from './folded.ts';
import { writeSpeedscope } from './speedscope.ts';

/** A format in which a profile can be downloaded. */
export interface ExportFormat {
  /** As in `format=`. */
  readonly name: string;
  readonly contentType: string;
  /** Without a dot in front. */
  readonly extension: string;
  /** Whether a file has all measures of the profile; files of other formats have one. */
  readonly hasAllMeasures?: true;
  /** `measure` is the one in the place of CPU and wall time, if it is another. */
  write(window: Window, measure?: Measure): Promise<string | Uint8Array> | string;
}

const json = 'application/json; charset=utf-8';
const text = 'text/plain; charset=utf-8';

export const exportFormats: readonly ExportFormat[] = [
  {
    name: 'pprof',
    contentType: 'application/octet-stream',
    extension: 'pb.gz',
    hasAllMeasures: true,
    write: (window) => writePprof(window),
  },
  { name: 'cpuprofile', contentType: json, extension: 'cpuprofile', write: writeCpuProfile },
  { name: 'speedscope', contentType: json, extension: 'speedscope.json', write: writeSpeedscope },
  { name: 'callgrind', contentType: text, extension: 'callgrind', write: writeCallgrind },
  { name: 'folded', contentType: text, extension: 'folded.txt', write: writeFolded },
];

export function findExportFormat(name: string | null): ExportFormat | undefined {
  return exportFormats.find((format) => format.name === name);
}

/** `routeprof-shop-GET-orders-id-2026-03-01T12-00-33.pb.gz`: only letters, digits, dots and dashes. */
export function exportFileName(window: Window, route: string, extension: string): string {
  const at = fileTime(timeOfDay(window).to);
  const parts = ['routeprof', plain(window.sources[0]?.service ?? ''), plain(route), at];
  return `${parts.filter(Boolean).join('-')}.${extension}`;
}

function plain(text: string): string {
  return text
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '');
}
