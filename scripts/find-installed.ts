import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A program that comes with the system's packages, not with npm's. */
export interface SystemProgram {
  readonly name: string;
  /** The environment variable that can name its path. */
  readonly variable: string;
  /** Its package in Debian and Ubuntu. */
  readonly package: string;
  /** Paths where it may be; a function if they are known only after installation. */
  readonly places: readonly string[] | (() => readonly string[]);
  /** Why a file at such a path is not the program, as half a sentence; `undefined` if it is. */
  readonly faultOf?: (path: string) => string | undefined;
  /** What to do on systems whose package does not contain it. */
  readonly elsewhere?: string;
}

/**
 * The program's path: the one that the variable names, or an installed one, or a new one if this process may install
 * packages.
 *
 * @throws Error that says what to do, if there is none and it cannot be installed.
 */
export function findInstalled(program: SystemProgram): string {
  const { name, variable, package: aptPackage, elsewhere = '', faultOf = () => undefined } = program;
  const fault = (path: string): string | undefined =>
    existsSync(path) ? faultOf(path) : 'there is no such file';
  const named = process.env[variable];
  if (named) {
    const wrong = fault(named);
    if (wrong === undefined) return named;
    throw new Error(`${variable} names ${named} for ${name}, but ${wrong}. Correct it, or unset it.`);
  }
  const places = (): readonly string[] =>
    typeof program.places === 'function' ? program.places() : program.places;
  const look = (): string | undefined => places().find((place) => fault(place) === undefined);
  const found = look();
  if (found !== undefined) return found;
  const trouble = install(aptPackage);
  const installed = look();
  if (installed !== undefined) return installed;
  const wrong = places()
    .filter((place) => existsSync(place))
    .map((place) => `; ${place} is none: ${fault(place)}`);
  throw new Error(
    `There is no ${name} here${trouble}${wrong.join('')}. Run: sudo apt-get install ${aptPackage}; ${elsewhere}or set ${variable} to the path of one.`,
  );
}

/** Installs it on Debian and Ubuntu, for root; returns why it did not. */
function install(aptPackage: string): string {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return '';
  const apt = (...args: string[]): void => {
    execFileSync('apt-get', args, {
      stdio: 'pipe',
      timeout: 300_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  try {
    apt('update');
    apt('install', '-y', '--no-install-recommends', aptPackage);
    return '';
  } catch (error) {
    const last = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    return `, and apt-get could not install one (${last})`;
  }
}
