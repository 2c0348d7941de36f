import { UsageError } from '../usage-error.ts';

/** The address of a Redis or Valkey, and the user that signs in. */
export interface RedisAddress {
  /** Without user and password. */
  readonly shown: string;
  readonly place: { readonly host: string; readonly port: number } | { readonly path: string };
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
}

/** Whether a command-line argument is meant as the address of a Redis: also if it is none that can be used. */
export function isRedisAddress(word: string): boolean {
  return /^(?:redis|valkey)[\w+.-]*:|^unix:\/\//i.test(word);
}

/** Throws a `UsageError`, in which nothing of the address is repeated: any part of it may belong to a password. */
export function parseRedisAddress(word: string): RedisAddress {
  try {
    const url = new URL(word);
    const isSocket = url.protocol === 'unix:' || url.protocol === 'redis+unix:';
    const address = isSocket ? socketAddress(url) : hostAddress(url);
    if (address !== undefined && url.hash === '') return address;
  } catch {
    // The error has the address in it.
  }
  throw new UsageError(
    'the address of Redis cannot be read. Give one such as redis://user:password@127.0.0.1:6379/0. In a user or password, write / ? # @ : and % as %2F %3F %23 %40 %3A and %25.',
  );
}

function hostAddress(url: URL): RedisAddress | undefined {
  const database = databaseOf(url.pathname.replace(/^\//, ''));
  if (!/^(?:redis|valkey)s?:$/.test(url.protocol) || url.search !== '' || database === undefined) return;
  const name = url.hostname === '' ? 'localhost' : url.hostname;
  const port = url.port === '' ? 6379 : Number(url.port);
  return {
    shown: `${url.protocol}//${name}:${port}${database === 0 ? '' : `/${database}`}`,
    // An IPv6 address is in brackets there.
    place: { host: name.replaceAll(/[[\]]/g, ''), port },
    tls: url.protocol.endsWith('s:') && url.protocol !== 'redis:',
    ...credentials(url),
    database,
  };
}

function socketAddress(url: URL): RedisAddress | undefined {
  const { db = '', ...others } = Object.fromEntries(url.searchParams);
  const database = databaseOf(db);
  if (url.host !== '' || url.pathname.length < 2 || Object.keys(others).length > 0) return;
  if (database === undefined) return;
  return {
    shown: `${url.protocol}//${url.pathname}${database === 0 ? '' : `?db=${database}`}`,
    place: { path: decodeURIComponent(url.pathname) },
    tls: false,
    ...credentials(url),
    database,
  };
}

function databaseOf(text: string): number | undefined {
  return /^\d{0,9}$/.test(text) ? Number(text) : undefined;
}

function credentials({ username, password }: URL): Pick<RedisAddress, 'username' | 'password'> {
  return {
    username: decodeURIComponent(username) || undefined,
    password: decodeURIComponent(password) || undefined,
  };
}
