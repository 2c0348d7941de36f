import type { ProfilerOptions } from '@routeprof/core';
import { optionNames, optionTable, pushEngines, type TextKind } from '@routeprof/core/options';

export interface Settings {
  readonly options: ProfilerOptions;
  /** A loopback port of the profiler's own for the report. */
  readonly port: number | undefined;
  /** Prints nothing unless something is wrong. */
  readonly quiet: boolean;
}

/** The variable of an option: `maxRoutes` is `ROUTEPROF_MAX_ROUTES`. */
export function variableOf(option: string): string {
  return `ROUTEPROF_${option.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/**
 * An error about the value of an option, under the name by which the user set it; any other error as it is. Matched by
 * its fields: another copy of the core may have thrown it.
 */
export function namedAsSet(error: unknown, spell: (option: string) => string = variableOf): unknown {
  const { option, fault } = (error ?? {}) as { readonly option?: unknown; readonly fault?: unknown };
  if (!(error instanceof TypeError) || typeof option !== 'string' || typeof fault !== 'string') return error;
  return new TypeError(`routeprof: ${spell(option)} ${fault}`);
}

/**
 * Reads `ROUTEPROF_*` variables. `createProfiler` checks whether an option allows the value.
 *
 * @param spell how a message names an option: where the option was given, if not as a variable.
 * @throws TypeError for a variable that cannot be read as its option's kind.
 */
export function readSettings(
  environment: NodeJS.ProcessEnv,
  spell: (option: string) => string = variableOf,
): Settings {
  const given = (option: string): string | undefined => environment[variableOf(option)] || undefined;
  const options: Record<string, unknown> = {};
  for (const name of optionNames) {
    const [kind, text] = [optionTable[name].text?.kind, given(name)];
    if (kind !== undefined && text !== undefined) options[name] = readers[kind](text, spell(name));
  }
  const port = given('port');
  const quiet = given('quiet');
  return {
    options: options as ProfilerOptions,
    port: port === undefined ? undefined : portOf(spell('port'), port),
    quiet: quiet !== undefined && flagOf(spell('quiet'), quiet),
  };
}

const readers: Readonly<Record<TextKind, (text: string, name: string) => unknown>> = {
  text: (text) => text,
  number: (text, name) => numberOf(name, text),
  switch: (text, name) => flagOf(name, text),
  list: (text) => text.split(',').map((one) => one.trim()),
  engines: (text, name) => enginesOf(name, text),
  'switch or route': (text, name) => (text === 'route' ? text : flagOf(name, text, 'true, false or route')),
};

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw wrong(name, text, 'a number');
}

const engine = `\\s*(${pushEngines.join('|')})\\s*=`;
const beforeEngine = new RegExp(`,(?=${engine.replace('(', '(?:')})`);
const engineWithUrl = new RegExp(`^${engine}\\s*(.*?)\\s*$`);

/** `pyroscope=URL,otlp=URL`. A message has no URL, because it may have a password; a URL may have commas and equals signs. */
function enginesOf(option: string, text: string): Record<string, string> {
  const pairs = text.split(beforeEngine).map((one) => {
    const [, name, url] = engineWithUrl.exec(one) ?? [];
    if (name !== undefined && url !== undefined) return [name, url] as const;
    throw new TypeError(
      `routeprof: ${option} is (not shown). Allowed: pyroscope=URL, otlp=URL, or both with a comma between them.`,
    );
  });
  return Object.fromEntries(pairs);
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw wrong(name, text, 'a port from 0 to 65535; 0 takes any free one');
}

function flagOf(name: string, text: string, allowed = 'true or false'): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw wrong(name, text, allowed);
}

function wrong(name: string, text: string, allowed: string): TypeError {
  return new TypeError(`routeprof: ${name} is ${JSON.stringify(text.slice(0, 60))}. Allowed: ${allowed}.`);
}
