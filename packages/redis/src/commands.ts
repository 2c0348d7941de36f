import { explain } from './explain.ts';
import { patientSender } from './in-time.ts';
import type { SendCommand } from './send-command.ts';

/** Commands of which each is answered in time, or fails with a `RedisFailure`. */
export interface Commands {
  send(command: string, key: string, ...values: string[]): Promise<unknown>;
  /** Runs a script. */
  run(script: string, keys: readonly string[], values: readonly string[]): Promise<unknown>;
  /** Runs a script that is given a window. `question` is a small command for the first key's server. */
  runLarge(
    script: string,
    keys: readonly string[],
    values: readonly (string | Buffer)[],
    question: readonly string[],
  ): Promise<unknown>;
}

export interface CommandsOptions {
  readonly prefix: string;
  readonly timeoutMillis: number;
}

export function createCommands(
  sendCommand: SendCommand,
  { prefix, timeoutMillis }: CommandsOptions,
): Commands {
  const sender = patientSender(sendCommand, timeoutMillis);
  async function explained(answer: Promise<unknown>): Promise<unknown> {
    try {
      return await answer;
    } catch (error) {
      throw explain(error, prefix);
    }
  }
  const scriptCommand = (
    script: string,
    keys: readonly string[],
    values: readonly (string | Buffer)[],
  ): (string | Buffer)[] => ['EVAL', script, String(keys.length), ...keys, ...values];
  return {
    send: (command, key, ...values) => explained(sender.send([command, key, ...values], key)),
    run: (script, keys, values) =>
      explained(sender.send(scriptCommand(script, keys, values), keys[0] as string)),
    runLarge: (script, keys, values, question) =>
      explained(sender.sendLarge(scriptCommand(script, keys, values), keys[0] as string, question)),
  };
}

/** A time that Redis takes as the life of a key. */
export function millisText(millis: number): string {
  return String(Math.min(1e13, Math.max(1, Math.ceil(millis))));
}
