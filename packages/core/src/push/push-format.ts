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
  /** Why an answer that says that all is well has taken less than all; `undefined` if it has not. */
  rejection?(answer: Uint8Array): string | undefined;
}
