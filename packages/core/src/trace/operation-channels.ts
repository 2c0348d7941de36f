import type { WaitKind } from './operation.ts';
import { targetOfService } from './peers.ts';
import { sqlFingerprint } from './sql-fingerprint.ts';
import type { SqlDialect } from './sql-tokens.ts';

/** What a library publishes when an operation begins. Nothing about it is certain. */
type Message = Readonly<Record<string, unknown>>;

export interface OperationChannel {
  /** The name of its `TracingChannel`. */
  readonly channel: string;
  readonly library: string;
  /** `other` where what comes says better what the wait was for. */
  readonly kind: WaitKind;
  /** What the library begins within it is a part of it. */
  readonly isBatch: boolean;
  readonly operation: (message: Message) => string;
  readonly target: (message: Message) => string;
}

type Row = readonly [name: string, operation: OperationChannel['operation'], kind?: WaitKind];

/** The channels by which libraries say what they do, and what is kept of it: no values, keys or documents. */
export const operationChannels: readonly OperationChannel[] = [
  ...channelsOf('mysql2', 'mysql2', serverOf('mysql'), [
    ['query', ({ query }) => sql(query, 'mysql')],
    ['execute', ({ query }) => sql(query, 'mysql')],
    ['connect', () => 'connect'],
    ['pool:connect', () => 'acquire connection', 'other'],
  ]),
  ...channelsOf('ioredis', 'ioredis', serverOf('redis'), [
    ['command', ({ command }) => redisCommand(command)],
    ['batch', ({ batchMode }) => redisCommand(batchMode)],
    ['connect', () => 'connect'],
  ]),
  ...channelsOf('node-redis', '@redis/client', serverOf('redis'), [
    ['command', ({ command }) => redisCommand(command)],
    ['batch', ({ batchMode }) => redisCommand(batchMode)],
    ['connect', () => 'connect'],
  ]),
  ...channelsOf('mongoose', 'mongoose', serverOf('mongodb'), [
    ['query', ofCollection],
    ['aggregate', ofCollection],
    ['cursor:next', ofCollection],
    ['model:save', ofCollection],
    ['model:insertMany', ofCollection],
    ['model:bulkWrite', ofCollection],
  ]),
  ...channelsOf(
    'mssql',
    'mssql',
    ({ server, port }) => (server ? targetOfService('mssql', server, port) : ''),
    [
      ['query', ({ command }) => sql(command, 'mssql')],
      ['batch', ({ command }) => sql(command, 'mssql')],
      ['execute', ({ procedure }) => sql(`execute ${procedure}`, 'mssql')],
      ['bulk', ({ table }) => sql(`insert bulk ${table}`, 'mssql')],
      ['prepared-statement:prepare', ({ statement }) => sql(statement, 'mssql')],
      ['prepared-statement:execute', ({ statement }) => sql(statement, 'mssql')],
      ['connect', () => 'connect'],
      ['pool:acquire', () => 'acquire connection', 'other'],
    ],
  ),
  ...channelsOf('graphql', 'graphql', () => '', [
    ['execute', ({ operationType, operationName }) => named(operationType, operationName), 'other'],
  ]),
  // Sentry gives these libraries channels when it loads them.
  ...channelsOf('orchestrion:pg', 'pg', pgServer, [
    ['query', (message) => sql(pgQuery(message), 'postgres')],
    ['connect', () => 'connect'],
  ]),
  ...channelsOf('orchestrion:pg-pool', 'pg-pool', () => '', [
    ['connect', () => 'acquire connection', 'other'],
  ]),
  ...channelsOf('orchestrion:mongodb', 'mongodb', mongodbServer, [['command', mongodbCommand]]),
];

function channelsOf(
  prefix: string,
  library: string,
  target: OperationChannel['target'],
  rows: readonly Row[],
): OperationChannel[] {
  return rows.map(([name, operation, kind = 'net']) => ({
    channel: `${prefix}:${name}`,
    library,
    kind,
    isBatch: library !== 'mssql' && name === 'batch',
    operation,
    target,
  }));
}

function serverOf(service: string): OperationChannel['target'] {
  return ({ serverAddress, serverPort }) => targetOfService(service, serverAddress, serverPort);
}

function sql(text: unknown, dialect: SqlDialect): string {
  return typeof text === 'string' ? sqlFingerprint(text, dialect) : '';
}

/** An app that mixes up its arguments gives a key as the command. No command has digits. */
function redisCommand(command: unknown): string {
  return typeof command === 'string' && /^[a-z][a-z._-]{0,29}$/i.test(command) ? command.toUpperCase() : '';
}

function ofCollection({ operation, collection }: Message): string {
  return named(operation, collection);
}

/** `find items`, `query getUser`. */
function named(operation: unknown, name: unknown): string {
  const words = [operation, name].filter((word): word is string => typeof word === 'string');
  return words.map((word) => word.slice(0, 100)).join(' ');
}

function pgQuery({ arguments: given }: Message): unknown {
  const query: unknown = (given as ArrayLike<unknown> | undefined)?.[0];
  return typeof query === 'object' && query !== null ? (query as { text?: unknown }).text : query;
}

/** A host that is a folder has a Unix socket, named after the port. */
function pgServer({ self }: Message): string {
  const { host, port } = (self ?? {}) as { readonly host?: unknown; readonly port?: unknown };
  return typeof host === 'string' && host.startsWith('/')
    ? targetOfService('postgres', `${host}/.s.PGSQL.${port}`, 0)
    : targetOfService('postgres', host, port);
}

/** A command is an object whose first key is its name: `find`. */
function mongodbCommand({ arguments: given }: Message): string {
  const [names, command] = (given ?? []) as readonly [{ readonly collection?: unknown }?, object?];
  const [name] = Object.keys(command ?? {});
  return name !== undefined && /^[a-z]{1,40}$/i.test(name) ? named(name, names?.collection) : '';
}

function mongodbServer({ self }: Message): string {
  const { address } = (self ?? {}) as { readonly address?: unknown };
  return typeof address === 'string' ? `mongodb ${address}` : '';
}
