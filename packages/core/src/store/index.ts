export {
  DamagedWindowError,
  type Store,
  type StoreContents,
  type StoreLease,
  type StoreMark,
  type StoreNow,
  type StoreStart,
  type StoreWindow,
  UnreadableWindowError,
} from '../store-contract.ts';
export { memoryStore } from './memory/memory-store.ts';
export { type NamedSpan, spanOfName } from './shared/names.ts';
