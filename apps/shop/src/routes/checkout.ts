import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { readFields, readItems, readString } from '../input.ts';
import { placeOrder } from '../place-order.ts';
import { ShopError, type ShopRoute } from '../route.ts';
import type { Store } from '../store.ts';

const SCRYPT = { N: 4096, r: 8, p: 1 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;

export function checkoutRoutes(store: Store): ShopRoute[] {
  return [
    {
      method: 'POST',
      pattern: '/checkout',
      body: 'json',
      async handle(request) {
        const fields = readFields(request);
        const items = readItems(fields);
        const email = readString(fields, 'email').toLowerCase();
        if (!isCardNumber(readString(fields, 'card')))
          throw new ShopError(422, 'the card number is not valid');
        await signIn(store, email, readString(fields, 'password'));
        const order = await placeOrder(store, items, 'paid');
        return { status: 201, json: { email, order } };
      },
    },
  ];
}

/** Signs in a customer, or opens an account for a new one: one password hash either way. */
async function signIn({ accounts }: Store, email: string, password: string): Promise<void> {
  const account = await accounts.find(email);
  const salt = account?.salt ?? randomBytes(SALT_BYTES);
  const passwordHash = hashPassword(password, salt);
  if (!account) await accounts.put({ id: email, salt, passwordHash });
  else if (!timingSafeEqual(account.passwordHash, passwordHash)) throw new ShopError(401, 'wrong password');
}

/** Synchronous on purpose: hashing on the event loop is a mistake that a profile should show. */
function hashPassword(password: string, salt: Buffer): Buffer {
  return scryptSync(password, salt, HASH_BYTES, SCRYPT);
}

/** Luhn's check: from the right, every second digit counts double. */
export function isCardNumber(card: string): boolean {
  if (!/^\d{12,19}$/.test(card)) return false;
  let sum = 0;
  for (let place = 0; place < card.length; place += 1) {
    const digit = Number(card.at(-1 - place));
    const doubled = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sum += place % 2 === 1 ? doubled : digit;
  }
  return sum % 10 === 0;
}
