/** Who is at the other end of a client's socket. */
export interface Peer {
  /** The name that was connected to, or the address; the path of a Unix socket; `''` when not known. */
  readonly host: string;
  /** 0 for a Unix socket, and when not known. */
  readonly port: number;
  /** The service that is known by its default port or path: `postgres`, `redis`; `''` when none is. */
  readonly name: string;
}

/** Services by their default ports. Those of HTTP have no name: `api.example.com:443` says it. */
const services: ReadonlyMap<number, string> = new Map([
  [25, 'smtp'],
  [465, 'smtp'],
  [587, 'smtp'],
  [22, 'ssh'],
  [53, 'dns'],
  [389, 'ldap'],
  [636, 'ldap'],
  [1433, 'mssql'],
  [1521, 'oracle'],
  [1883, 'mqtt'],
  [8883, 'mqtt'],
  [2181, 'zookeeper'],
  [2379, 'etcd'],
  [3306, 'mysql'],
  [4222, 'nats'],
  [5432, 'postgres'],
  [6432, 'postgres'], // PgBouncer
  [5671, 'amqp'],
  [5672, 'amqp'],
  [6379, 'redis'],
  [6380, 'redis'], // with TLS
  [26379, 'redis'], // Sentinel
  [7687, 'neo4j'],
  [8086, 'influxdb'],
  [8123, 'clickhouse'],
  [9042, 'cassandra'],
  [9092, 'kafka'],
  [9093, 'kafka'],
  [9200, 'elasticsearch'],
  [11211, 'memcached'],
  [26257, 'cockroachdb'],
  [27017, 'mongodb'],
]);

/** Services by the files of their Unix sockets. */
const socketFiles: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\.s\.PGSQL\.\d+$/, 'postgres'],
  [/mysqld?\b[^/]*$/, 'mysql'],
  [/(redis|valkey)[^/]*$/, 'redis'],
  [/mongodb[^/]*$/, 'mongodb'],
  [/memcached[^/]*$/, 'memcached'],
  [/docker[^/]*$/, 'docker'],
];

export function nameOfPeer(host: string, port: number): string {
  if (port !== 0) return services.get(port) ?? '';
  return socketFiles.find(([pattern]) => pattern.test(host))?.[1] ?? '';
}

/** `postgres localhost:5432`, `api.example.com:443`, `[::1]:8080`, `postgres /run/postgresql/.s.PGSQL.5432`. */
export function targetOf({ host, port, name }: Peer): string {
  if (host === '') return name;
  return name === '' ? addressOf(host, port) : `${name} ${addressOf(host, port)}`;
}

/** The same for a library that says which service it is for, whatever the port. */
export function targetOfService(name: string, host: unknown, port: unknown): string {
  const known = typeof host === 'string' ? host : '';
  return targetOf({ host: known, port: Number(port) || 0, name });
}

function addressOf(host: string, port: number): string {
  if (port === 0) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
