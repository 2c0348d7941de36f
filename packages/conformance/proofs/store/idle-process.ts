import { openProofStore } from './proof-store.ts';

/** A process that has a store, with much to merge, and soon nothing else to do. */
const { DIR = '', CLOSE } = process.env;
const store = openProofStore(DIR, (error) => console.error(error), {
  pace: { passMillis: 30, settleMillis: 1e9, leaseMillis: 60_000, lagMillis: 0 },
});
await new Promise((resolve) => setTimeout(resolve, 200));
if (CLOSE !== undefined) await store.close();
