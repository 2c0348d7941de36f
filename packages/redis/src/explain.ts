/** Its message is a sentence that says what to do. */
export class RedisFailure extends Error {
  /** The word of an error reply, such as `OOM`, or a code of the system, such as `ECONNREFUSED`. */
  readonly code: string;

  constructor(sentence: string, code: string) {
    super(sentence);
    this.code = code;
  }
}

const commands =
  'eval get getrange strlen set del exists pttl pexpire hget hgetall hset hdel zadd zcard zrange zrangebyscore zrem zremrangebyscore zscore';

/** By the first word of an error reply; `prefix` is that of our keys. */
const replies: Readonly<Record<string, (prefix: string) => string>> = {
  OOM: () => 'Redis is full (OOM). Raise its maxmemory, lower maxBytes of redisStore, or shorten retention.',
  READONLY: () =>
    'This Redis is a replica, which cannot be written to (READONLY). Connect the client to the primary.',
  NOAUTH: () => 'Redis wants a password (NOAUTH). Give the client the right one.',
  WRONGPASS: () =>
    'Redis does not know this user name and password (WRONGPASS). Correct what the client was given.',
  NOPERM: (prefix) =>
    `The user of the Redis client may not do what is needed (NOPERM). Allow these keys, after the client’s key prefix if it has one, and commands: ACL SETUSER … ~${prefix}* ${commands.replaceAll(/^| /g, (gap) => `${gap}+`)}`,
  LOADING: () =>
    'Redis is still loading its data (LOADING). This ends by itself, unless it starts again and again.',
  MISCONF: () =>
    'Redis refuses to write, because it cannot save its data to disk (MISCONF). Read its log, and free space there.',
  BUSY: () => 'Redis is busy with a long script (BUSY). Wait, or end it with SCRIPT KILL.',
  CLUSTERDOWN: () =>
    'The Redis cluster is not complete (CLUSTERDOWN). Look at it with redis-cli --cluster check.',
  TRYAGAIN: () => 'The Redis cluster is moving data (TRYAGAIN). This ends by itself.',
  MASTERDOWN: () => 'This Redis is a replica that has lost its primary (MASTERDOWN). Start the primary.',
  NOREPLICAS: () => 'Redis refuses to write, because it has too few replicas (NOREPLICAS). Start them.',
  MOVED: () => notOfCluster('MOVED'),
  ASK: () => notOfCluster('ASK'),
  CROSSSLOT: () =>
    'The keys of a service are not together in the Redis cluster (CROSSSLOT). Remove braces from the key prefix of the client.',
  WRONGTYPE: (prefix) =>
    `Something else uses keys that begin with ${prefix} in Redis (WRONGTYPE). Give redisStore another prefix.`,
};

function notOfCluster(word: string): string {
  return `This Redis belongs to a cluster, and the client does not follow it (${word}). Give redisStore a client for clusters.`;
}

/** Any failure of a command as a sentence. It has no cause: a client's error may hold arguments, such as a password. */
export function explain(error: unknown, prefix: string): RedisFailure {
  if (error instanceof RedisFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const word = wordOf(message);
  if (word !== undefined) return new RedisFailure(replies[word]?.(prefix) ?? '', word);
  const code = (error as { code?: unknown } | undefined)?.code;
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  const name = `${(error as Error | undefined)?.name} ${kind}`;
  if (code === 'ETIMEDOUT' || /timed? ?out/i.test(name) || /^(command )?timed out/i.test(message)) {
    return new RedisFailure(`Redis has not answered in time (ETIMEDOUT). ${reach}`, 'ETIMEDOUT');
  }
  if (typeof code === 'string' && /^E[A-Z_]{3,}$/.test(code)) {
    return new RedisFailure(`Redis cannot be reached (${code}). ${reach}`, code);
  }
  if (isConnection(name, message)) {
    return new RedisFailure(
      `There is no connection to Redis (${clean(message) || kind}). Check that the client was connected and not closed. ${reach}`,
      'ENOTCONN',
    );
  }
  return new RedisFailure(
    `Redis has refused a command: ${clean(message)}.`,
    /^[A-Z]{2,}\b/.exec(message)?.[0] ?? 'ERR',
  );
}

/** Redis has not answered a command after this time. */
export function notAnswered(millis: number): RedisFailure {
  return new RedisFailure(`Redis has not answered for ${millis / 1000} s. ${reach}`, 'ETIMEDOUT');
}

const reach = 'Check that it runs, that this process can reach it, and that the client’s password is right.';

/** Clients and scripts write something before the word. */
function wordOf(message: string): string | undefined {
  if (/user executing the script can't/.test(message)) return 'NOPERM';
  const words = message.match(/\b[A-Z]{3,}\b/g) ?? [];
  return words.find((word) => Object.hasOwn(replies, word));
}

function isConnection(name: string, message: string): boolean {
  return (
    /\b(MaxRetriesPerRequest|ClusterAllFailed|ClientClosed|ClientOffline|DisconnectsClient|SocketClosed|RootNodesUnavailable|ReconnectStrategy|Connection|Closing)/.test(
      name,
    ) || /connection|socket|client is (closed|offline)|isn't writeable|slots cache|nodes are/i.test(message)
  );
}

/** Short, and without what may be secret. */
function clean(message: string): string {
  const text = message
    // Redis repeats what a command that it does not know was given, such as a password.
    .replace(/,? with args[\s\S]*/, '')
    .replaceAll(/\/\/\S*@/g, '//')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return (text.length > 200 ? `${text.slice(0, 200)}…` : text).replace(/[.:]+$/, '');
}
