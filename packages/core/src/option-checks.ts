import { resolve } from 'node:path';
import type { NumberRange } from './option-table.ts';

/** A value that an option does not allow. A caller that knows where it was set, such as a flag, can name that instead. */
class OptionError extends TypeError {
  readonly option: string;
  /** What follows the option's name in the message. */
  readonly fault: string;

  constructor(option: string, fault: string) {
    super(`routeprof: the option ${option} ${fault}`);
    this.option = option;
    this.fault = fault;
  }
}

/** Returns the value, or throws a TypeError that names the option, what was given, and what is allowed. */
export function check<Value>(
  name: string,
  value: Value,
  valid: (value: Value) => boolean,
  allowed: string,
  shown: string = show(value),
): Value {
  if (valid(value)) return value;
  throw new OptionError(name, `is ${shown}. Allowed: ${allowed}.`);
}

export function integer(name: string, value: number | undefined, range: NumberRange): number {
  const { least, most } = range;
  return check(
    name,
    value ?? range.fallback(),
    (number) => Number.isInteger(number) && number >= least && number <= most,
    `a whole number from ${least} to ${most}`,
  );
}

export function boolean(name: string, value: boolean | undefined, fallback: boolean): boolean {
  return check(name, value ?? fallback, (given) => typeof given === 'boolean', 'true or false');
}

/** A folder's absolute path: the app may change its working directory later. */
export function folder(name: string, value: string | undefined): string | undefined {
  const given = check(
    name,
    value,
    (path) => path === undefined || (typeof path === 'string' && /^[^\0]{1,1000}$/.test(path)),
    'the path of a folder, such as "/var/lib/my-app/profiles"',
  );
  return given === undefined ? undefined : resolve(given);
}

export function text(name: string, value: string | undefined): string | undefined {
  return check(
    name,
    value,
    (given) => given === undefined || (typeof given === 'string' && given.length <= 200),
    'a string of at most 200 characters',
  );
}

export function callable<Value>(name: string, value: Value): Value {
  return check(name, value, (given) => given === undefined || typeof given === 'function', 'a function');
}

/** Any value as text for a message, clipped. Never throws. */
export function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  try {
    const isPlain =
      value === null ||
      typeof value === 'string' ||
      (typeof value === 'object' && !(value instanceof RegExp));
    const text = isPlain ? (JSON.stringify(value) ?? String(value)) : String(value);
    return text.length > 100 ? `${text.slice(0, 100)}…` : text;
  } catch {
    return `of a kind that cannot be shown (${typeof value})`;
  }
}
