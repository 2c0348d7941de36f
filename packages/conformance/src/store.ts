export { storeContract } from './store/index.ts';
export type { StorePlace, StoreTarget } from './store/target.ts';
