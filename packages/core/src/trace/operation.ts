/** What a request can wait for. */
export const waitKinds = [
  'timer',
  'net',
  'http',
  'dns',
  'file',
  'threadpool',
  'process',
  'worker',
  'client',
  'lock',
  'other',
] as const;
export type WaitKind = (typeof waitKinds)[number];

/** What a wait was for: peers and operations by name, never with values, keys, headers or bodies. */
export interface Operation {
  readonly kind: WaitKind;
  /** The library that reported the operation; `''` when none did. */
  readonly library: string;
  /** `select … from items where order_id = ?`, `GET`; `''` when not known. */
  readonly operation: string;
  /** `postgres localhost:5432`, `api.example.com:443`; `''` when not known. */
  readonly target: string;
}
