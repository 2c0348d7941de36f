import { loadavg } from 'node:os';
import { findCores } from '../cores.ts';
import { adapters } from '../frameworks.ts';
import type { BenchOptions } from '../options.ts';
import { circumstances } from '../output/circumstances.ts';
import { writeJson } from '../output/json.ts';
import { table } from '../output/table.ts';
import { peerFile } from '../peers/folder.ts';
import { type InstalledSize, installedSize } from '../peers/installed-size.ts';
import { installed } from '../prepare.ts';
import { variants } from '../variants/table.ts';

export interface SizeRow extends InstalledSize {
  readonly variant: string;
  readonly title: string;
  readonly installs: readonly string[];
}

/** Prints how much is installed for each profiler, with all that it depends on. */
export async function measureInstalledSize(options: BenchOptions): Promise<void> {
  const loadBefore = loadavg()[0] as number;
  const own = [...adapters.map((name) => [name, '@routeprof/core']), ['routeprof']].map(
    (installs): SizeRow => {
      const [name = ''] = installs;
      return { variant: name, title: name, installs, ...installedSize(installed(''), installs) };
    },
  );
  const peers = variants.flatMap(({ name, title, installs }): SizeRow[] =>
    installs === undefined || !options.variants.includes(name)
      ? []
      : [{ variant: name, title, installs, ...installedSize(peerFile(''), installs) }],
  );
  const rows = [...own, ...peers];
  const about = circumstances(findCores(), loadBefore);
  writeJson(options.json, { mode: 'installed-size', about, rows });
  const shown = rows.map(({ title, packages, bytes }) => [title, String(packages), (bytes / 1e6).toFixed(1)]);
  console.log(table(['profiler', ' packages', ' MB'], shown));
}
