import { fileURLToPath } from 'node:url';

const name = 'routeprof/register';
const flags = /^(?:--require|-r|--import)$/;
const joined = new RegExp(`^(--require|--import)=${name}$`);
const inOptions = new RegExp(`(?<=^|\\s)(--require|-r|--import)(?:=|\\s+)(["']?)${name}\\2(?=\\s|$)`, 'g');

/**
 * Child processes inherit the options that loaded this module, and may run in a folder from which its name does not
 * resolve, so the name in the options is replaced by the path.
 */
export function nameByPath(
  { execArgv, env }: Pick<NodeJS.Process, 'execArgv' | 'env'>,
  moduleUrl: string,
): void {
  const path = fileURLToPath(moduleUrl);
  const placeFor = (flag: string): string => (flag === '--import' ? moduleUrl : path);
  for (const [at, word] of execArgv.entries()) {
    const [, flag] = joined.exec(word) ?? [];
    const before = execArgv[at - 1] ?? '';
    if (flag !== undefined) execArgv[at] = `${flag}=${placeFor(flag)}`;
    else if (word === name && flags.test(before)) execArgv[at] = placeFor(before);
  }
  const options = env.NODE_OPTIONS;
  const named = options?.replace(inOptions, (_all, flag: string) => optionFor(flag, placeFor(flag)));
  if (named !== options) env.NODE_OPTIONS = named;
}

/** An option as `NODE_OPTIONS` takes it: spaces need quotes, within which a backslash escapes. */
export function optionFor(flag: string, value: string): string {
  const option = `${flag === '-r' ? '--require' : flag}=${value}`;
  return /[\s"]/.test(option) ? `"${option.replace(/["\\]/g, '\\$&')}"` : option;
}
