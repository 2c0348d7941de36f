import { randomUUID } from 'node:crypto';
import type { StoreLease, StoreWindow } from '@routeprof/core/store';
import type { ServiceKeys } from './keys.ts';
import { holdScript, releaseScript } from './scripts.ts';

/** The part of a store that a lease needs. */
export interface LeaseCommands {
  /** Runs a script. */
  run(script: string, keys: readonly string[], values: readonly string[]): Promise<unknown>;
  /** Adds a window if the token holds the lease. Renews it, and returns whether it does. */
  append(window: StoreWindow, keepMillis: number, holder: LeaseHolder): Promise<boolean>;
}

/** Who may hold a lease. */
export interface LeaseHolder {
  readonly token: string;
  readonly staleMillis: number;
}

/** A lease is a key with the token of its holder. It expires if it is not renewed, so a dead process does not keep it. */
export function createLease(
  keys: ServiceKeys,
  staleMillis: number,
  { run, append }: LeaseCommands,
): StoreLease {
  const holder = { token: randomUUID(), staleMillis: Math.max(1, Math.ceil(staleMillis)) };
  const { token } = holder;
  return {
    hold: async () => Number(await run(holdScript, [keys.lease], [token, String(holder.staleMillis)])) === 1,
    publish: (window, keepMillis) => append(window, keepMillis, holder),
    async release() {
      await run(releaseScript, [keys.lease], [token]);
    },
  };
}
