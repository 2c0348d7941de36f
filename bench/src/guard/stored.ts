import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures } from './figures.ts';

/** Figures of each Node and processor architecture: `24.21.0 x64`. */
type StoredFigures = Record<string, Figures>;

const file = join(import.meta.dirname, '../../guard.json');

/** Other versions of V8 make other code. */
export const platform = `${process.versions.node} ${process.arch}`;

export function readStored(): Figures {
  return all()[platform] ?? {};
}

/** Keeps what is stored of other rows. */
export function store(figures: Figures): void {
  const stored = { ...all(), [platform]: { ...readStored(), ...figures } };
  writeFileSync(file, `${JSON.stringify(stored, null, 2)}\n`);
}

function all(): StoredFigures {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StoredFigures) : {};
}
