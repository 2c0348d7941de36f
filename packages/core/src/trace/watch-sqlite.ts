import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { marked } from '../own-frames.ts';
import type { Operation } from './operation.ts';
import { sqlFingerprint } from './sql-fingerprint.ts';
import type { Operations } from './watch-operations.ts';

/** Node 26 publishes what `node:sqlite` has run, with all values. On older versions nothing comes. */
const channel = 'sqlite.db.query';

/** Statements of `node:sqlite`, while it is on. Nobody waits for them: they hold the loop. */
export function watchSqlite(call: (operation: Operation) => void): Operations {
  const onQuery = marked({
    'routeprof:own'(message: unknown): void {
      const { sql } = message as { readonly sql?: unknown };
      if (typeof sql !== 'string') return;
      const operation = sqlFingerprint(sql, 'sqlite');
      call({ kind: 'file', library: 'node:sqlite', operation, target: 'sqlite' });
    },
  });
  return {
    start: () => subscribe(channel, onQuery),
    stop: () => void unsubscribe(channel, onQuery),
  };
}
