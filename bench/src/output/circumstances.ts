import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release } from 'node:os';
import { join } from 'node:path';
import type { Cores } from '../cores.ts';
import { serverPackages } from '../frameworks.ts';
import { peerVersions } from '../peers/folder.ts';
import { dist } from '../prepare.ts';

/** The machine, date and versions, without which figures mean little. */
export interface Circumstances {
  readonly date: string;
  readonly command: string;
  readonly machine: string;
  readonly cores: Cores | undefined;
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** What only a person knows of the machine, from `BENCH_NOTE`. */
  readonly note?: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Of other profilers, where they are installed. */
  readonly peers: Readonly<Record<string, string>>;
}

export function circumstances(cores: Cores | undefined, loadBefore: number): Circumstances {
  const [cpu] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    command: ['npx --yes pnpm@12 bench', ...process.argv.slice(2)].join(' '),
    machine: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${platform()} ${release()} ${arch()}`,
    cores,
    loadBefore,
    loadAfter: loadavg()[0] as number,
    ...(process.env.BENCH_NOTE ? { note: process.env.BENCH_NOTE } : {}),
    versions: Object.fromEntries(
      [...serverPackages, '@routeprof/core', '@datadog/pprof'].map((name) => [name, versionOf(name)]),
    ),
    peers: peerVersions(),
  };
}

export function describe(about: Circumstances): string {
  const { date, command, machine, cores, versions, peers, ...load } = about;
  return [
    `\`${command}\`, ${date}, ${machine}.`,
    `${cores ? 'All servers on one core, the load on another' : 'Not pinned to cores'}.`,
    `Load average ${load.loadBefore.toFixed(1)} before and ${load.loadAfter.toFixed(1)} after.`,
    `${Object.entries({ ...versions, ...peers })
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
  ].join(' ');
}

function versionOf(name: string): string {
  const file = join(dist, 'node_modules', name, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}
