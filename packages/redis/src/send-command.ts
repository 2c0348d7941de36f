/**
 * Sends one command, its name first, and returns the reply. Strings in it must be Buffers, because windows are bytes.
 *
 * `key` is a key that the command uses: a client of a cluster needs it to find the server.
 */
export type SendCommand = (command: readonly (string | Buffer)[], key: string) => Promise<unknown>;

/** `Redis` or `Cluster` of ioredis or iovalkey. */
export interface IoredisLike {
  callBuffer(...args: never[]): unknown;
}

/** What `createClient`, `createCluster`, `createSentinel` or `createClientPool` of redis return. */
export interface NodeRedisLike {
  sendCommand(...args: never[]): unknown;
}

/** `GlideClient` or `GlideClusterClient` of @valkey/valkey-glide. */
export interface GlideLike {
  customCommand(...args: never[]): unknown;
}

/** What `redisStore` takes: a client, or a function that uses one. Who made it connects and closes it. */
export type RedisClient = IoredisLike | NodeRedisLike | GlideLike | SendCommand;

type Call = (...args: unknown[]) => Promise<unknown>;
type Methods = Readonly<Record<string, unknown>>;

/** @throws TypeError if it is no client that is known by its methods. */
export function commandSender(client: RedisClient): SendCommand {
  if (typeof client === 'function') return client;
  const methods = (typeof client === 'object' && client !== null ? client : {}) as Methods;
  const has = (name: string): boolean => typeof methods[name] === 'function';
  // The client of ioredis has a method sendCommand, too, which takes something else.
  if (has('callBuffer')) return throughIoredis(methods);
  if (has('customCommand')) return throughGlide(methods);
  if (has('sendCommand')) return throughNodeRedis(methods);
  throw new TypeError(
    `routeprof: redisStore was given ${kindOf(client)}. Give it a client of ioredis, iovalkey, redis or @valkey/valkey-glide, or a function (command, key) => reply.`,
  );
}

function throughIoredis(client: Methods): SendCommand {
  return async ([name = '', ...args], _key) => {
    const command = [String(name).toLowerCase(), ...args];
    const { enableAutoPipelining = false } = (client.options ?? {}) as { enableAutoPipelining?: boolean };
    if (!enableAutoPipelining) return await (client.callBuffer as Call)(...command);
    // Pipelines that it makes by itself lose the name of such a command.
    const pipeline = (client.pipeline as () => Methods & { exec(): Promise<[unknown, unknown][] | null> })();
    (pipeline.callBuffer as Call)(...command);
    const [error, reply] = (await pipeline.exec())?.[0] ?? [];
    if (error) throw error;
    return reply;
  };
}

/** `Decoder.Bytes` */
const glideBytes = 0;

function throughGlide(client: Methods): SendCommand {
  return (command) => (client.customCommand as Call)([...command], { decoder: glideBytes });
}

/** `RESP_TYPES.BLOB_STRING` */
const blobString = 36;

function throughNodeRedis(client: Methods): SendCommand {
  const send = client.sendCommand as Call;
  // A new object each time, because some versions write into it. The first is for version 4, the second for later ones.
  const options = () => ({ returnBuffers: true, typeMapping: { [blobString]: Buffer } });
  const isReadOnly = false;
  if ('masters' in client && 'slots' in client) {
    return (command, key) => send.call(client, key, isReadOnly, [...command], options());
  }
  if ('getMasterNode' in client) {
    return (command) => send.call(client, isReadOnly, [...command], options());
  }
  return (command) => send.call(client, [...command], options());
}

/** Without its contents: it may be a URL with a password. */
function kindOf(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (typeof given !== 'object') return `a ${typeof given}`;
  return typeof (given as { then?: unknown }).then === 'function'
    ? 'a promise, which must be awaited first'
    : 'an object that is no client';
}
