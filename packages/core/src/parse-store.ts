import { check } from './option-checks.ts';
import type { Store } from './store-contract.ts';

const methods = [
  'place',
  'append',
  'list',
  'readStart',
  'read',
  'services',
  'stamp',
  'drop',
  'mark',
  'lease',
  'close',
] as const satisfies readonly (keyof Store)[];
const values = { kind: 'string', maxBytes: 'number', readsAtOnce: 'number' } as const;

/** Checks a store; what is wrong with a method shows when it is called. */
export function parseStore(store: Store | undefined, dir: string | undefined): Store | undefined {
  if (store === undefined) return undefined;
  check('store', store, isStore, 'a store, such as redisStore(client) of @routeprof/redis', 'not a store');
  return check('store', store, () => dir === undefined, 'dir or store, one of the two', 'given beside dir');
}

function isStore(store: Store): boolean {
  if (typeof store !== 'object' || store === null) return false;
  const isFilled = Object.entries(values).every(([name, type]) => typeof store[name as keyof Store] === type);
  return isFilled && methods.every((name) => typeof store[name] === 'function');
}
