import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** The outcome of each test, by its file and names; tests with the same name are numbered. */
export type Outcomes = ReadonlyMap<string, Outcome>;

export interface Outcome {
  /** Relative to the checkout. */
  readonly file: string;
  readonly result: 'passed' | 'failed' | 'skipped';
}

export function readMocha(output: string, folder: string): Outcomes {
  const { tests, failures, pending } = JSON.parse(readFileSync(output, 'utf8'));
  type Test = { readonly file: string; readonly fullTitle: string };
  const key = ({ file, fullTitle }: Test): string => `${file} ${fullTitle}`;
  const failed = new Set(failures.map(key));
  const skipped = new Set(pending.map(key));
  // A failing hook is only in the list of failures.
  const all: Test[] = [...tests, ...failures.filter(({ fullTitle }: Test) => fullTitle.includes('" hook'))];
  return numbered(
    all.map((test) => ({
      file: relative(folder, test.file),
      name: test.fullTitle,
      result: failed.has(key(test)) ? 'failed' : skipped.has(key(test)) ? 'skipped' : 'passed',
    })),
  );
}

export function readNodeTests(output: string, folder: string): Outcomes {
  const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean);
  return numbered(
    lines.map((line) => {
      const { file = '', names, outcome } = JSON.parse(line);
      return { file: relative(folder, file), name: names.join(' > '), result: outcome };
    }),
  );
}

export function readVitest(output: string, folder: string): Outcomes {
  const { testResults } = JSON.parse(readFileSync(output, 'utf8'));
  return numbered(
    testResults.flatMap(({ name, status, assertionResults }: VitestFile) => {
      const file = relative(folder, name);
      if (assertionResults.length === 0) return [{ file, name: '(the file)', result: status }];
      return assertionResults.map(({ fullName, status }) => ({
        file,
        name: fullName,
        result: status === 'passed' || status === 'failed' ? status : 'skipped',
      }));
    }),
  );
}

interface VitestFile {
  readonly name: string;
  readonly status: 'passed' | 'failed';
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

function numbered(tests: readonly (Outcome & { readonly name: string })[]): Outcomes {
  const outcomes = new Map<string, Outcome>();
  for (const { file, name, result } of tests) {
    let key = `${file} > ${name}`;
    for (let count = 2; outcomes.has(key); count += 1) key = `${file} > ${name} (${count})`;
    outcomes.set(key, { file, result });
  }
  return outcomes;
}
