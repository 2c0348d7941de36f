import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findGo } from '../../../../scripts/find-go.ts';

/** Go's own pprof, in a folder of its own. */
export interface GoPprof {
  /** What `go tool pprof` prints for a profile, or what it fetches from a URL. */
  run(options: readonly string[], profile: Uint8Array | string): Promise<Buffer>;
  /** The table of `-top`: by `name file:line`, or with `-functions` by name. */
  top(options: readonly string[], profile: Uint8Array | string): Promise<ReadonlyMap<string, TopRow>>;
  /** The lines of `-list` that have an amount, of one function of a file that it can read. */
  list(name: string, options: readonly string[], profile: Uint8Array): Promise<readonly ListedLine[]>;
  remove(): Promise<void>;
}

export interface ListedLine {
  readonly line: number;
  readonly self: number;
  readonly total: number;
}

export interface TopRow {
  readonly flat: number;
  readonly cum: number;
}

export async function createGoPprof(): Promise<GoPprof> {
  const go = findGo();
  const folder = await mkdtemp(join(tmpdir(), 'routeprof-go-'));
  const env = { ...process.env, HOME: folder, GOCACHE: folder, PPROF_TMPDIR: folder, LC_ALL: 'C' };
  const run: GoPprof['run'] = async (options, profile) => {
    const source = typeof profile === 'string' ? profile : join(folder, 'profile.pb.gz');
    if (typeof profile !== 'string') await writeFile(source, profile);
    const { stdout } = await promisify(execFile)(go, ['tool', 'pprof', ...options, source], {
      env,
      timeout: 150_000,
      encoding: 'buffer',
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  };
  return {
    run,
    async top(options, profile) {
      const lines = options.includes('-functions') ? [] : ['-lines'];
      const all = [
        '-top',
        ...lines,
        '-trim=false',
        '-nodecount=1000000',
        ...(options.some((option) => option.startsWith('-unit=')) ? [] : ['-unit=us']),
        ...options,
      ];
      const text = (await run(all, profile)).toString();
      const rows = text.slice(text.indexOf('cum%')).split('\n').slice(1);
      return new Map(
        rows.flatMap((line): [string, TopRow][] => {
          const [, flat, cum, name] = /^\s*(\S+)\s+\S+\s+\S+\s+(\S+)\s+\S+\s+(.*)$/.exec(line) ?? [];
          if (name === undefined) return [];
          // A window does not store whether code was inlined.
          return [[name.replace(/ \((?:partial-)?inline\)$/, ''), { flat: number(flat), cum: number(cum) }]];
        }),
      );
    },
    async list(name, options, profile) {
      const text = (await run([`-list=^${name}$`, ...options], profile)).toString();
      return text.split('\n').flatMap((row): ListedLine[] => {
        const [, self, total, line] = /^\s*(\S+)\s+(\S+)\s+(\d+):/.exec(row) ?? [];
        if (line === undefined || (self === '.' && total === '.')) return [];
        const amount = (cell?: string) => (cell === '.' ? 0 : number(cell));
        return [{ line: Number(line), self: amount(self), total: amount(total) }];
      });
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

function number(text = ''): number {
  return Number(text.replace(/[a-zA-Z]+$/, ''));
}
