import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explain, notAnswered } from '../src/explain.ts';

class ClientClosedError extends Error {}

const said = (error: unknown): { code: string; message: string } => {
  const { code, message } = explain(error, 'mine:');
  return { code, message };
};

describe('what a failure means', () => {
  test.each([
    [
      "OOM command not allowed when used memory > 'maxmemory'.",
      'OOM',
      'Redis is full (OOM). Raise its maxmemory,',
    ],
    [
      'ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed.',
      'OOM',
      'Redis is full (OOM).',
    ],
    [
      "READONLY You can't write against a read only replica.",
      'READONLY',
      'Connect the client to the primary.',
    ],
    ['NOAUTH Authentication required.', 'NOAUTH', 'Give the client the right one.'],
    [
      'WRONGPASS invalid username-password pair or user is disabled.',
      'WRONGPASS',
      'Correct what the client was given.',
    ],
    [
      "NOPERM this user has no permissions to run the 'eval' command",
      'NOPERM',
      'ACL SETUSER … ~mine:* +eval +get ',
    ],
    [
      "ERR The user executing the script can't run this command or subcommand script: 1, on @user_script:9.",
      'NOPERM',
      'ACL SETUSER …',
    ],
    ['LOADING Redis is loading the dataset in memory', 'LOADING', 'This ends by itself'],
    ['MISCONF Redis is configured to save RDB snapshots, but', 'MISCONF', 'free space there'],
    ['BUSY Redis is busy running a script.', 'BUSY', 'SCRIPT KILL'],
    ['CLUSTERDOWN Hash slot not served', 'CLUSTERDOWN', 'redis-cli --cluster check'],
    ['TRYAGAIN Multiple keys request during rehashing of slot', 'TRYAGAIN', 'This ends by itself.'],
    ['MASTERDOWN Link with MASTER is down', 'MASTERDOWN', 'Start the primary.'],
    ['NOREPLICAS Not enough good replicas to write.', 'NOREPLICAS', 'Start them.'],
    ['MOVED 3999 127.0.0.1:6381', 'MOVED', 'Give redisStore a client for clusters.'],
    ['ASK 3999 127.0.0.1:6381', 'ASK', 'Give redisStore a client for clusters.'],
    [
      "CROSSSLOT Keys in request don't hash to the same slot",
      'CROSSSLOT',
      'Remove braces from the key prefix',
    ],
    [
      'WRONGTYPE Operation against a key',
      'WRONGTYPE',
      'begin with mine: in Redis (WRONGTYPE). Give redisStore another',
    ],
    ['An error was signalled by the server: - ReadOnly: READONLY You can', 'READONLY', 'Connect the client'],
  ])('%s', (message, code, sentence) => {
    const explained = said(new Error(message));
    expect(explained.code).toBe(code);
    expect(explained.message).toContain(sentence);
  });

  test.each([
    [
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
      'Redis cannot be reached (ECONNREFUSED). Check that it runs, that this process can reach it, and that the client’s password is right.',
    ],
    [
      Object.assign(new Error('timed out'), { name: 'TimeoutError' }),
      'ETIMEDOUT',
      'Redis has not answered in time (ETIMEDOUT). Check that it runs, that this process can reach it, and that the client’s password is right.',
    ],
    [
      new ClientClosedError('The client is closed'),
      'ENOTCONN',
      'There is no connection to Redis (The client is closed). Check that the client was connected and not closed. Check that it runs, that this process can reach it, and that the client’s password is right.',
    ],
    [
      Object.assign(new Error('Reached the max retries per request limit (which is 20).'), {
        name: 'MaxRetriesPerRequestError',
      }),
      'ENOTCONN',
      'There is no connection to Redis (Reached the max retries per request limit (which is 20)). Check that the client was connected and not closed. Check that it runs, that this process can reach it, and that the client’s password is right.',
    ],
    [
      new Error('ERR unknown command `EVAL`'),
      'ERR',
      'Redis has refused a command: ERR unknown command `EVAL`.',
    ],
    ['thrown text', 'ERR', 'Redis has refused a command: thrown text.'],
    [undefined, 'ERR', 'Redis has refused a command: undefined.'],
  ])('%s', (error, code, message) => {
    expect(said(error)).toEqual({ code, message });
  });

  test('no password of a URL, no arguments of a command, no more than a line', () => {
    const error = Object.assign(
      new Error(`Connection to redis://me:p@ss/word@host:1\nfailed ${'x'.repeat(1000)}`),
      { command: { name: 'auth', args: ['secret'] } },
    );
    const explained = explain(error, 'mine:');
    expect(explained.message).toContain('redis://host:1 failed');
    expect(explained.message.length).toBeLessThan(500);
    for (const secret of ['p@ss', 'word@', 'secret']) {
      expect(JSON.stringify([explained.message, explained.stack, { ...explained }])).not.toContain(secret);
    }
    expect(explained.cause).toBeUndefined();
  });

  test('nothing of what Redis repeats of a command that it does not know', () => {
    const error = new Error("ERR unknown command 'auth', with args beginning with: 'the-user' 'the-secret' ");
    expect(said(error).message).toBe("Redis has refused a command: ERR unknown command 'auth'.");
  });

  test('the README names the same rules for the user', () => {
    const rules = /~.*$/.exec(explain(new Error('NOPERM'), 'routeprof:').message)?.[0] as string;
    expect(readFileSync(new URL('../README.md', import.meta.url), 'utf8')).toContain(`\`${rules}\``);
  });

  test('what is explained already stays as it is', () => {
    const error = notAnswered(1500);
    expect(error.message).toBe(
      'Redis has not answered for 1.5 s. Check that it runs, that this process can reach it, and that the client’s password is right.',
    );
    expect(explain(error, 'mine:')).toBe(error);
  });
});
