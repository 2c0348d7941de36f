import { redisStore } from '@routeprof/redis';
import { UsageError } from '../usage-error.ts';
import type { RedisAddress } from './redis-address.ts';

/** Codes of which the address is the cause, for someone who has given no client. */
const byAddress: Readonly<Record<string, string>> = {
  NOAUTH: 'It wants a password (NOAUTH). Give one in the address: redis://:password@host.',
  WRONGPASS:
    'It does not know this user name and password (WRONGPASS). Correct them in the address; / ? # @ : and % in them are written as %2F %3F %23 %40 %3A and %25.',
  MOVED: ofCluster('MOVED'),
  ASK: ofCluster('ASK'),
};

function ofCluster(word: string): string {
  return `It belongs to a cluster (${word}), but does not say which servers that has. Allow the user +cluster|slots.`;
}

/** Why an address cannot be opened, without user and password. */
export async function redisFailure(error: unknown, address: RedisAddress): Promise<UsageError> {
  const { message, code } = await explained(error);
  return new UsageError(`${address.shown} cannot be opened. ${sentence(message, code, error, address.tls)}`);
}

function sentence(message: string, code: string, error: unknown, tls: boolean): string {
  const given = byAddress[code];
  if (given !== undefined) return given;
  const cause = (error as { readonly code?: unknown } | undefined)?.code;
  if (tls && typeof cause === 'string' && /CERT|SSL|TLS|SIGNATURE/.test(cause))
    return `TLS has failed (${cause}). Check that Redis uses TLS there; an authority that Node does not know is given in the variable NODE_EXTRA_CA_CERTS.`;
  // The wrong side of TLS is often not told, but only closed or kept waiting.
  const isUnclear = code === 'ENOTCONN' || code === 'ECONNRESET' || (tls && code === 'ETIMEDOUT');
  if (!isUnclear) return message;
  return `${message} ${tls ? 'If it has no TLS, the address begins with redis.' : 'If it wants TLS, the address begins with rediss.'}`;
}

/** The store says the failures of any client as sentences. */
async function explained(error: unknown): Promise<{ readonly message: string; readonly code: string }> {
  const failing = redisStore(() => Promise.reject(error));
  return await failing.services().then(
    () => ({ message: '', code: '' }),
    (failure) => failure,
  );
}
