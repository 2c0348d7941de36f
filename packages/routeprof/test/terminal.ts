import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { findScript } from '../../../scripts/find-script.ts';

/** The command line on a terminal of its own: what a reader sees, and the keys that are pressed. */
export interface Terminal {
  /** What is on the screen of `top` now, or everything that was written without one. */
  screen(): string;
  /** Everything that was written, with its control sequences. */
  written(): string;
  press(keys: string): void;
  /** Sends a signal to the command itself. */
  signal(name: NodeJS.Signals): void;
  /** Waits until the screen shows something. */
  shows(what: RegExp): Promise<void>;
  /** Waits for the command's end. */
  ended(): Promise<TerminalEnd>;
}

export interface TerminalEnd {
  /** As a shell has it: 128 and the signal's number for an end by a signal. */
  readonly code: number;
  /** Whether the terminal's settings, such as its echo, are as they were before. */
  readonly isAsBefore: boolean;
  /** Processes that the command has left on the terminal. */
  readonly left: readonly string[];
}

const deadlineMillis = 180_000;
const program = fileURLToPath(new URL('../src/routeprof.ts', import.meta.url));
const runsSource = [process.execPath, '--no-warnings', '--conditions=@routeprof/source', program];

/** Runs `routeprof` with these words; it is ended with the test. */
export function onTerminal(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Terminal {
  const command = [...runsSource, ...words].map(quoted).join(' ');
  // What Ctrl-C sends to all on the terminal must not end the shell. It waits before it ends, to be looked at.
  const shell = `trap : INT TERM HUP; stty cols 100 rows 24; before=$(stty -g); echo SHELL $$.
    sh -c 'echo COMMAND $$.; exec "$@"' sh ${command}; code=$?
    after=$(stty -g); test "$before" = "$after" && same=yes; echo "CODE $code same:$same."; read wait`;
  const { NODE_OPTIONS: _options, NO_COLOR: _color, ...inherited } = process.env;
  const child = spawn(findScript(), ['--quiet', '--flush', '--command', shell, '/dev/null'], {
    env: { ...inherited, TERM: 'xterm-256color', SHELL: '/bin/sh', ...environment },
    stdio: 'pipe',
  });
  let written = '';
  let isOver = false;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    wake();
  });
  child.on('close', () => {
    isOver = true;
    wake();
  });
  onTestFinished(() => {
    // The terminal goes with it, and with that whoever is left there.
    child.kill('SIGKILL');
  });
  const wait = <Found>(look: () => Found | undefined, what: string): Promise<Found> =>
    new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        waiting.delete(attempt);
      };
      const attempt = (): void => {
        const found = look();
        if (found === undefined && !isOver) return;
        settle();
        if (found === undefined) reject(new Error(`The terminal ended before ${what}:\n${written}`));
        else resolve(found);
      };
      const timer = setTimeout(() => {
        settle();
        reject(new Error(`After ${deadlineMillis} ms still not ${what}:\n${screenOf(written)}`));
      }, deadlineMillis);
      waiting.add(attempt);
      attempt();
    });
  const numberAfter = (name: string): number => Number(new RegExp(`${name} (\\d+)\\.`).exec(written)?.[1]);
  return {
    screen: () => screenOf(written),
    written: () => written,
    press: (keys) => void child.stdin.write(keys),
    signal: (name) => void process.kill(numberAfter('COMMAND'), name),
    async shows(what) {
      await wait(() => (what.test(screenOf(written)) ? true : undefined), `shown ${what}`);
    },
    async ended() {
      const [, code, same] = await wait(() => /CODE (\d+) same:(\w*)\./.exec(written) ?? undefined, 'ended');
      const left = processesOf(numberAfter('SHELL'));
      child.stdin.write('\n');
      return { code: Number(code), isAsBefore: same === 'yes', left };
    },
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The last picture that was drawn whole: each begins in the first corner and ends by clearing what is below. */
function screenOf(written: string): string {
  const pictures = written.split('\u001b[H').slice(1);
  const last = pictures.findLast((picture) => picture.includes('\u001b[J')) ?? written;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
  return last.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r\n', '\n');
}

/** The command lines of a terminal's processes, without that of the shell to which it belongs. */
function processesOf(session: number): string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === session) return [];
    try {
      // After the name, which may have anything in it: state, parent, group, session.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(fields[3]) === session ? [readFileSync(`/proc/${name}/cmdline`, 'utf8')] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
