import type { WaitRow } from './model/latency-rows.ts';
import { location, type Place } from './names.ts';
import { visibleName } from './visible-text.ts';

type Wait = Pick<WaitRow, 'kind' | 'target' | 'operation'>;

const kindNames: Readonly<Record<WaitRow['kind'], string>> = {
  timer: 'a timer',
  net: 'a socket',
  http: 'an HTTP server',
  dns: 'DNS',
  file: 'a file',
  threadpool: 'the thread pool',
  process: 'a child process',
  worker: 'a worker',
  client: 'its client',
  lock: 'another request',
  other: 'something unknown',
};

const longestTarget = 60;

/** What a wait is for: its target, or else its kind: `postgres db:5432`, `a timer`. */
export function waitedFor({ kind, target }: Wait): string {
  return target === '' ? kindNames[kind] : visibleName(target, longestTarget);
}

const statement = /^(?:select|insert|update|delete|with|merge|call|begin|commit|rollback)\b/i;

/** What an operation is called, in the singular. */
export function operationNoun({ kind, operation }: Wait): string {
  if (statement.test(operation)) return 'query';
  if (kind === 'timer') return 'timer';
  return kind === 'dns' ? 'lookup' : 'call';
}

/** `20 queries`, `1 call`, `2.5 calls`. */
export function operationCount(count: number, wait: Wait): string {
  const noun = operationNoun(wait);
  const shown = count >= 10 ? String(Math.round(count)) : String(Number(count.toFixed(1)));
  return `${shown} ${shown === '1' ? noun : noun === 'query' ? 'queries' : `${noun}s`}`;
}

/** ` at loadItems (src/items.ts:14)`; `''` where the place is not known. */
export function placeWords(name: string, { file, line }: Place): string {
  if (name === '') return '';
  return ` at ${visibleName(name, longestTarget)}${file === '' ? '' : ` (${visibleName(location({ file, line }))})`}`;
}

/**
 * Whether threads of libuv's pool compute meanwhile, as those of `node:crypto` and `node:zlib` do. More threads then help
 * only while cores are free, which nobody knows of the machine that was measured.
 */
export function computesInThread({ kind }: Pick<WaitRow, 'kind'>): boolean {
  return kind === 'threadpool';
}
