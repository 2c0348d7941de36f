import { reasonOf } from '../reason-of.ts';
import type { PushFormat } from './push-format.ts';

// Each of these is one text for one cause, whatever an answer says, so that the page has it once. Paths may have secrets.

/** Why no answer came, and what to do. */
export function unreachableFault({ name }: PushFormat, { origin }: URL, error: unknown): string {
  return `${name} at ${origin} cannot be reached (${reasonOf(error)}), so profiles wait to be sent. Check the address in push, and the network.`;
}

/** Why a profile was not taken, and what to do. */
export function refusedFault({ name, path, isRetried }: PushFormat, { origin }: URL, status: number): string {
  const what = `${name} at ${origin} took no profile: it answered ${status}`;
  switch (status) {
    case 401:
    case 403:
      return `${what}. Give push a user and password in the URL, or a token or tenant in headers.`;
    case 404:
    case 405:
      return `${what}. Give push the address of the server itself: /${path} is added.`;
    default:
      return isRetried(status)
        ? `${what}, so profiles wait to be sent.`
        : `${what}. Look into its log for the reason.`;
  }
}

/** A profile was taken in part, or not at all, though the answer says that all is well. */
export function rejectedFault({ name }: PushFormat, { origin }: URL): string {
  return `${name} at ${origin} rejected profiles. Check that it speaks the version that docs/push.md names, and look into its log.`;
}

/** Profiles are in the report, but not there. */
export function droppedFault({ name }: PushFormat, { origin }: URL): string {
  return `Profiles that ${name} at ${origin} did not take in time were dropped: they are only here.`;
}

/** A profile could not be made. */
export function encodeFault({ name }: PushFormat, error: unknown): string {
  return `A profile for ${name} could not be made (${reasonOf(error)}), and is only here.`;
}
