import { inTurns } from '../in-turns.ts';
import { writePprof } from '../pprof/write-pprof.ts';
import { fileName } from '../presentation/file-name.ts';
import type { Measure } from '../profile/measure.ts';
import { timeOfDay, type Window } from '../profile/window.ts';
import { callgrindSteps } from './callgrind.ts';
import { cpuProfileSteps } from './cpuprofile.ts';
import { foldedSteps } from './folded.ts';
import { speedscopeSteps } from './speedscope.ts';

/** A format in which a profile can be downloaded. */
export interface ExportFormat {
  /** As in `format=`. */
  readonly name: string;
  /** In the page’s menu. */
  readonly title: string;
  readonly contentType: string;
  /** Without a dot in front. */
  readonly extension: string;
  /** Whether a file has all measures of the profile; files of other formats have one. */
  readonly hasAllMeasures?: true;
  /** `measure` is the one in the place of CPU and wall time, if it is another. */
  write(window: Window, measure?: Measure): Promise<string | Uint8Array>;
}

type Steps = (window: Window, measure?: Measure) => Generator<void, string>;

function inSteps(steps: Steps): ExportFormat['write'] {
  return (window, measure) => inTurns('write export', steps(window, measure));
}

const json = 'application/json; charset=utf-8';
const text = 'text/plain; charset=utf-8';

export const exportFormats: readonly ExportFormat[] = [
  {
    name: 'pprof',
    title: 'pprof, for go tool pprof and routeprof',
    contentType: 'application/octet-stream',
    extension: 'pb.gz',
    hasAllMeasures: true,
    write: (window) => writePprof(window),
  },
  {
    name: 'cpuprofile',
    title: '.cpuprofile, for Chrome and VS Code',
    contentType: json,
    extension: 'cpuprofile',
    write: inSteps(cpuProfileSteps),
  },
  {
    name: 'speedscope',
    title: 'speedscope, for speedscope.app',
    contentType: json,
    extension: 'speedscope.json',
    write: inSteps(speedscopeSteps),
  },
  {
    name: 'callgrind',
    title: 'callgrind, for KCachegrind',
    contentType: text,
    extension: 'callgrind',
    write: inSteps(callgrindSteps),
  },
  {
    name: 'folded',
    title: 'Folded stacks, for flamegraph.pl',
    contentType: text,
    extension: 'folded.txt',
    write: inSteps(foldedSteps),
  },
];

export function findExportFormat(name: string | null): ExportFormat | undefined {
  return exportFormats.find((format) => format.name === name);
}

export function exportFileName(window: Window, route: string, extension: string): string {
  return fileName({ service: window.sources[0]?.service, route, toMicros: timeOfDay(window).to }, extension);
}
