import type { Window } from '../profile/window.ts';

/** How an engine takes profiles. */
export interface PushFormat {
  /** The engine, for messages. */
  readonly name: string;
  /** Below the URL that the user gives. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of a request with this window. */
  encode(window: Window): Promise<Uint8Array>;
  /** Whether an answer with this status asks to be sent the same again, later. */
  isRetried(status: number): boolean;
  /** Whether an answer that says that all is well has taken less than all. */
  isRejected(answer: Uint8Array): boolean;
}
