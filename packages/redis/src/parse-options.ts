/** Options of `redisStore`. */
export interface RedisStoreOptions {
  /** What all its keys begin with. Default `'routeprof:'`. */
  readonly prefix?: string;
  /** Bytes for the windows of one service. Default 256 MiB. */
  readonly maxBytes?: number;
  /** How long a command may take. Default 5000. */
  readonly timeoutMillis?: number;
}

const mostBytes = 2 ** 40;
const longestTimeoutMillis = 10 * 60_000;

/**
 * Checks options and fills defaults in.
 *
 * @throws TypeError that names the option, what was given, and what is allowed.
 */
export function parseOptions(given: RedisStoreOptions): Required<RedisStoreOptions> {
  const { prefix = 'routeprof:', maxBytes = 256 * 1024 * 1024, timeoutMillis = 5000, ...others } = given;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new TypeError(
      `routeprof: redisStore has no option "${unknown}". Allowed: prefix, maxBytes, timeoutMillis.`,
    );
  }
  // Braces in it would decide where a cluster keeps the keys.
  check(
    'prefix',
    prefix,
    typeof prefix === 'string' && /^[^{}]{0,200}$/.test(prefix),
    'a string of at most 200 characters, without braces',
  );
  check('maxBytes', maxBytes, isWhole(maxBytes, mostBytes), `a whole number of bytes from 1 to ${mostBytes}`);
  check(
    'timeoutMillis',
    timeoutMillis,
    isWhole(timeoutMillis, longestTimeoutMillis),
    `a whole number of milliseconds from 1 to ${longestTimeoutMillis}`,
  );
  return { prefix, maxBytes, timeoutMillis };
}

function check(name: string, value: unknown, isAllowed: boolean, allowed: string): void {
  if (isAllowed) return;
  const shown =
    typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value).slice(0, 100);
  throw new TypeError(`routeprof: the option ${name} of redisStore is ${shown}. Allowed: ${allowed}.`);
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
