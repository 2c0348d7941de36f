import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes everything that was measured, so that other tables and plots can be made of it. */
export function writeJson(file: string, result: object): void {
  mkdirSync(dirname(file), { recursive: true });
  const text = JSON.stringify(
    result,
    (_key, value) => (value instanceof Map ? Object.fromEntries(value) : value),
    1,
  );
  writeFileSync(file, `${text}\n`);
}
