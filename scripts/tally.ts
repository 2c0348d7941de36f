import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.ts';

// Prints the sum of all Vitest reports of this run, on one machine-readable line.
const folder = join(root, 'test-results');
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
const total = { passed: 0, failed: 0, skipped: 0 };

for (const name of files) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  total.passed += report.numPassedTests;
  // A file that does not load has no tests, but must count as a failure.
  total.failed += report.numFailedTests || (report.success ? 0 : 1);
  total.skipped += report.numPendingTests;
}

console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
);
