import { isLadder } from './is-ladder.ts';
import { didYouMean } from './nearest.ts';
import { boolean, callable, check, folder, integer, show, text } from './option-checks.ts';
import { optionNames, optionTable } from './option-table.ts';
import type { EngineOptions, IgnoreRule, ParsedOptions, ProfilerOptions, RetentionRung } from './options.ts';
import { parsePush } from './parse-push.ts';
import { parseStore } from './parse-store.ts';
import { isProduction } from './production.ts';

const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;
const dayMillis = 24 * hourMillis;

const defaultRetention: readonly RetentionRung[] = [
  { everyMillis: 10_000, forMillis: 10 * minuteMillis },
  { everyMillis: minuteMillis, forMillis: 2 * hourMillis },
  { everyMillis: 10 * minuteMillis, forMillis: 2 * dayMillis },
  { everyMillis: hourMillis, forMillis: 30 * dayMillis },
];

const engines = ['auto', 'async-context', 'inspector'] as const;

/**
 * Checks options and fills defaults in.
 *
 * @throws TypeError that names the option, what was given, and what is allowed.
 */
export function parseOptions<Request>(given: ProfilerOptions<Request>): ParsedOptions<Request> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError(
      `routeprof: the options are ${show(given)}. Give an object such as { rate: 99 }, or nothing.`,
    );
  }
  for (const name of Object.keys(given)) {
    if (!(optionNames as readonly string[]).includes(name)) {
      throw new TypeError(
        `routeprof: there is no option "${name}".${didYouMean(name, optionNames)} Allowed: ${optionNames.join(', ')}.`,
      );
    }
  }
  const engine: EngineOptions = {
    service: text('service', given.service),
    version: text('version', given.version),
    rate: integer('rate', given.rate, optionTable.rate.range),
    engine: check(
      'engine',
      given.engine ?? 'auto',
      (value) => engines.includes(value),
      `one of ${engines.join(', ')}`,
    ),
    discardFirst: check(
      'discardFirst',
      given.discardFirst ?? true,
      (value) => typeof value === 'boolean' || value === 'route',
      "true, false or 'route'",
    ),
    traceBudget: check(
      'traceBudget',
      given.traceBudget ?? (isProduction() ? 0.01 : 0.05),
      (share) => typeof share === 'number' && share >= 0 && share <= 1,
      'a number from 0 to 1',
    ),
    maxOverhead: check(
      'maxOverhead',
      given.maxOverhead ?? (isProduction() && given.traceBudget !== 1 ? 0.03 : 1),
      (share) => typeof share === 'number' && share >= 0.001 && share <= 1,
      'a number from 0.001 to 1',
    ),
    blockMillis: integer('blockMillis', given.blockMillis, optionTable.blockMillis.range),
    dir: folder('dir', given.dir),
    store: parseStore(given.store, given.dir),
    flushIntervalMillis: integer('flushInterval', given.flushInterval, optionTable.flushInterval.range),
    flushAtShutdown: boolean('flushAtShutdown', given.flushAtShutdown, true),
    maxDisk: integer('maxDisk', given.maxDisk, optionTable.maxDisk.range),
    retention: check('retention', given.retention ?? defaultRetention, isLadder, ladderRule),
    push: parsePush(given.push),
    maxRoutes: integer('maxRoutes', given.maxRoutes, optionTable.maxRoutes.range),
    maxNodes: integer('maxNodes', given.maxNodes, optionTable.maxNodes.range),
    maxMemory: integer('maxMemory', given.maxMemory, optionTable.maxMemory.range),
  };
  return {
    engine,
    isGiven: (option) => (given[option] ?? undefined) !== undefined,
    mount: {
      path: check(
        'path',
        given.path ?? optionTable.path.usually,
        isPath,
        'a path such as "/__profile__": a slash, then letters, digits, - _ . ~ and slashes',
      ).replace(/\/$/, ''),
      enabled: boolean('enabled', given.enabled, true),
      ignore: check(
        'ignore',
        (Array.isArray(given.ignore)
          ? given.ignore
          : given.ignore === undefined
            ? []
            : [given.ignore]) as IgnoreRule[],
        (rules) =>
          rules.every(
            (rule) =>
              (typeof rule === 'string' && rule.startsWith('/')) ||
              rule instanceof RegExp ||
              typeof rule === 'function',
          ),
        'paths that start with a slash, regular expressions or functions, one or a list',
      ),
      route: callable('route', given.route),
      authorize: callable('authorize', given.authorize),
      token: check(
        'token',
        given.token,
        (value) => value === undefined || (typeof value === 'string' && /^[\x21-\x7e]{16,}$/.test(value)),
        'a secret text of at least 16 characters, without spaces; leave it out to answer only this machine',
        '(not shown)',
      ),
      onError: callable('onError', given.onError),
    },
  };
}

function isPath(path: string): boolean {
  return typeof path === 'string' && /^(\/[\w.~-]+)+\/?$/.test(path);
}

const ladderRule =
  'a list of { everyMillis, forMillis }, both growing from rung to rung, the first everyMillis 1000 or more';
