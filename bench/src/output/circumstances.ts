import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release } from 'node:os';
import { join } from 'node:path';
import type { Cores } from '../cores.ts';
import { serverPackages } from '../frameworks.ts';
import type { BenchOptions } from '../options.ts';
import { dist } from '../prepare.ts';

const packages = [...serverPackages, '@routeprof/core'];

/** The machine, date and versions, without which figures mean little. */
export function circumstances(options: BenchOptions, cores: Cores | undefined, loadBefore: number): string {
  const [cpu] = cpus();
  const versions = packages.map((name) => `${name} ${versionOf(name)}`);
  return [
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${platform()} ${release()} ${arch()}.`,
    `${cores ? 'Server and load each on a core of its own' : 'Not pinned to cores'}; 32 connections;`,
    `${options.slices} slices of ${options.seconds} s for each variant.`,
    `Load average ${loadBefore.toFixed(1)} before and ${(loadavg()[0] as number).toFixed(1)} after.`,
    `${versions.join(', ')}.`,
  ].join(' ');
}

function versionOf(name: string): string {
  const file = join(dist, 'node_modules', name, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}
