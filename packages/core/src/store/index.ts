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
export { type DirectoryStoreOptions, directoryStore } from './directory/directory-store.ts';
export { type MemoryStoreOptions, memoryStore } from './memory/memory-store.ts';
export { isNamedWithin, type NamedSpan, spanOfName } from './shared/names.ts';
