import { UsageError } from '../usage-error.ts';
import type { LoadBounds } from './send-load.ts';

const longestMillis = 60 * 60 * 1000;
const mostConnections = 1_000;
const mostRequests = 1e9;

/** The bounds of a load, as given on the command line. */
export interface BoundWords {
  readonly duration: string;
  readonly connections: string;
  readonly requests?: string | undefined;
  readonly warmup: string;
}

/** Reads the bounds of a load. Throws a `UsageError` for an invalid one. */
export function parseBounds({ duration, connections, requests, warmup }: BoundWords): {
  readonly bounds: LoadBounds;
  readonly warmupMillis: number;
} {
  return {
    bounds: {
      durationMillis: parseMillis('--duration', duration, 1),
      connections: parseCount('--connections', connections, mostConnections),
      requests:
        requests === undefined ? Number.POSITIVE_INFINITY : parseCount('--requests', requests, mostRequests),
    },
    warmupMillis: parseMillis('--warmup', warmup, 0),
  };
}

const unitMillis: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000 };

function parseMillis(name: string, text: string, least: number): number {
  const [, digits = '', unit = ''] = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s|m|min)?$/.exec(text) ?? [];
  const millis = unit === '' && Number(digits) > 0 ? Number.NaN : Number(digits) * (unitMillis[unit] ?? 1);
  if (digits !== '' && millis >= least && millis <= longestMillis) return millis;
  throw new UsageError(
    `${name} ${JSON.stringify(text)} is not a valid time. Give one with its unit, such as 10s, of at most 60m.`,
  );
}

function parseCount(name: string, text: string, most: number): number {
  const count = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= most) return count;
  throw new UsageError(
    `${name} ${JSON.stringify(text)} is not a valid number. Give a whole number from 1 to ${most}.`,
  );
}
