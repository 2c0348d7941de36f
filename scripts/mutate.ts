import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targets } from './mutate/targets.ts';
import { root } from './packages.ts';

// Whether the tests notice wrong code: Stryker changes one place at a time and runs the tests of that file.
// `npx --yes pnpm@12 mutate plan guard`; without a name all of them, which takes hours.
const given = process.argv.slice(2);
for (const name of given.length > 0 ? given : Object.keys(targets)) {
  const target = targets[name];
  if (target === undefined)
    throw new Error(`There is no ${name}; there are ${Object.keys(targets).join(', ')}.`);
  const folder = mkdtempSync(join(tmpdir(), 'routeprof-mutate-'));
  try {
    const [config, report] = [join(folder, 'stryker.json'), join(folder, 'mutants.json')];
    const files = globSync(target.files as string[], { cwd: root });
    writeFileSync(config, JSON.stringify(settings(files, folder, report)));
    const { status } = spawnSync(
      process.execPath,
      ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', config],
      {
        cwd: root,
        stdio: 'inherit',
        env: { ...process.env, MUTATE_TESTS: target.tests.join(',') },
      },
    );
    if (status !== 0) throw new Error(`Stryker ended with ${status}.`);
    tell(name, report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function settings(mutate: readonly string[], folder: string, fileName: string): object {
  return {
    mutate,
    plugins: ['@stryker-mutator/vitest-runner'],
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutate.config.ts', related: false },
    coverageAnalysis: 'perTest',
    // A mutant of a module's constant would need a process of its own.
    ignoreStatic: true,
    concurrency: 1,
    // TypeScript 7 has no API, so Stryker must not find a tsconfig.json that it would read with it.
    tsconfigFile: 'tsconfig.none.json',
    tempDirName: join(folder, 'sandbox'),
    reporters: ['json'],
    jsonReporter: { fileName },
  };
}

interface Mutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly location: { readonly start: { readonly line: number } };
}

function tell(name: string, report: string): void {
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
  };
  for (const [file, { mutants }] of Object.entries(files)) {
    const valid = mutants.filter(({ status }) => status !== 'Ignored' && status !== 'CompileError');
    const alive = valid.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
    const score = (100 * (valid.length - alive.length)) / valid.length;
    console.log(`${name}: ${file}: ${score.toFixed(1)} % of ${valid.length} mutants killed`);
    for (const { location, mutatorName, replacement, status } of alive) {
      console.log(
        `  line ${location.start.line}: ${mutatorName}, ${status}: ${replacement.slice(0, 100).replace(/\s+/g, ' ')}`,
      );
    }
  }
}
