import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const deadlineMillis = 120_000;
/** What a process may still do at its end: write a profile, send the last one. */
const endMillis = 30_000;

/** A child process that answers each message with one message. */
export interface Child {
  readonly pid: number;
  ask<Answer>(question: object): Promise<Answer>;
  /** The next message, without a request. */
  hear<Answer>(): Promise<Answer>;
  /** Kills it. */
  stop(): Promise<void>;
  /** Waits until it has ended by itself; kills it after some seconds, and throws. */
  ended(): Promise<void>;
}

export interface ChildOptions {
  readonly node: string;
  readonly file: string;
  /** The core to pin it to. */
  readonly core?: number | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Its working directory; where it is absent, this process's. */
  readonly folder?: string | undefined;
}

export function startChild({ node, file, core, environment, flags = [], folder }: ChildOptions): Child {
  const { NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = fork(file, [], {
    ...(core === undefined
      ? { execPath: node, execArgv: [...flags] }
      : { execPath: 'taskset', execArgv: ['-c', String(core), node, ...flags] }),
    env: { ...inherited, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000);
  });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const hear = <Answer>(): Promise<Answer> => nextMessage(child, () => said) as Promise<Answer>;
  return {
    pid: child.pid as number,
    hear,
    ask(question) {
      const answer = hear<never>();
      // Why it has ended is in the answer.
      child.send(question, () => {});
      return answer;
    },
    async stop() {
      if (hasEnded()) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
    async ended() {
      if (hasEnded()) return;
      const timer = setTimeout(() => child.kill('SIGKILL'), endMillis);
      await once(child, 'exit');
      clearTimeout(timer);
      if (child.signalCode !== null)
        throw new Error(`a process did not end within ${endMillis} ms (${child.signalCode}):\n${said}`);
    },
  };
}

function nextMessage(child: ChildProcess, said: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      child.removeListener('message', onMessage);
      child.removeListener('exit', onExit);
      finish();
    };
    const onMessage = (message: unknown): void => settle(() => resolve(message));
    const onExit = (code: number | null): void =>
      settle(() => reject(new Error(`a process ended (${code}) without an answer:\n${said()}`)));
    const timer = setTimeout(
      () => settle(() => reject(new Error(`no answer after ${deadlineMillis} ms:\n${said()}`))),
      deadlineMillis,
    );
    child.on('message', onMessage);
    child.on('exit', onExit);
    if (child.exitCode !== null) onExit(child.exitCode);
  });
}
