import { tracingChannel } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Operations, watchOperations } from '../../src/trace/watch-operations.ts';

/** What listeners hear: `find items`, and `-` when no operation is left. */
let begun: string[];
let delivered: string[];
let operations: Operations;

beforeEach(() => {
  begun = [];
  delivered = [];
  operations = watchOperations({
    begin: (operation) => begun.push(operation?.operation ?? '-'),
    deliver: (operation) => delivered.push(operation?.operation ?? '-'),
  });
  operations.start();
});
afterEach(() => operations.stop());

const server = { serverAddress: 'localhost', serverPort: 1 };
const run = <T>(name: string, message: object, work: () => T): T =>
  tracingChannel(name).traceSync(work, message);
const find = { operation: 'find', collection: 'items', ...server };

describe('when an operation within another has begun', () => {
  test('the outer one goes on', () => {
    run('mongoose:query', find, () => run('ioredis:command', { command: 'get', ...server }, () => {}));
    expect(begun).toEqual(['find items', 'GET', 'find items', '-']);
  });

  test('also when it throws', () => {
    const fails = (): never => {
      throw new Error('expected');
    };
    expect(() =>
      run('mongoose:query', find, () => run('mysql2:query', { query: 'select 1' }, fails)),
    ).toThrow();
    expect(begun).toEqual(['find items', 'select ?', 'find items', '-']);
  });

  test('the commands of a batch are the batch', () => {
    for (const [prefix, mode] of [
      ['ioredis', 'MULTI'],
      ['node-redis', 'PIPELINE'],
    ]) {
      begun = [];
      run(`${prefix}:batch`, { batchMode: mode, ...server }, () => {
        run(`${prefix}:command`, { command: 'get', ...server }, () => {});
        run(`${prefix}:command`, { command: 'set', ...server }, () => {});
      });
      expect(begun).toEqual([mode, mode, mode, mode, mode, '-']);
    }
  });

  test('those of another library are not', () => {
    run('ioredis:batch', { batchMode: 'MULTI', ...server }, () => run('mongoose:query', find, () => {}));
    expect(begun).toEqual(['MULTI', 'find items', 'MULTI', '-']);
  });
});

test('an answer within an answer is told from it', async () => {
  const ask = (query: string, then: () => void): void =>
    tracingChannel('mysql2:query').traceCallback(
      (callback: () => void) => callback(),
      0,
      { query, ...server },
      undefined,
      then,
    );
  ask('select a', () => ask('select b', () => {}));
  expect(delivered).toEqual(['select a', 'select b', 'select a', '-']);
});

describe('messages that are not as expected', () => {
  const nasty = {
    get command(): string {
      throw new Error('of a getter');
    },
  };
  test.each([
    ['that throw', nasty],
    ['without anything', {}],
    ['with other types', { command: 7, query: {}, serverAddress: [], serverPort: 'x', operation: null }],
  ])('%s change nothing for the library', (_name, message) => {
    for (const channel of [
      'ioredis:command',
      'mysql2:query',
      'mongoose:query',
      'mssql:query',
      'graphql:execute',
    ])
      expect(run(channel, message, () => 'answer')).toBe('answer');
    expect(begun.filter((name) => !['', '-'].includes(name))).toEqual([]);
  });

  test('a key that an app gives as the command is not shown', () => {
    for (const command of ['user:17', 'a key', 'user17', 'x'.repeat(40), '17'])
      run('ioredis:command', { command, ...server }, () => {});
    expect(begun.filter((name) => !['', '-'].includes(name))).toEqual([]);
  });
});

test('nothing is heard while it is off', () => {
  operations.stop();
  run('mongoose:query', find, () => {});
  expect(begun).toEqual([]);
});
