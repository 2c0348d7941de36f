import { reasonOf } from '../reason-of.ts';
import type { PostAnswer } from './post.ts';

const meanwhile = 'Newer profiles are sent when it answers again; those that wait too long are dropped.';

/** Why no answer came, and what to do. */
export function postFault(name: string, url: URL, error: unknown): string {
  return `routeprof cannot send profiles to ${name} at ${placeOf(url)}: ${reasonOf(error)}. Check the address in push, and the network. ${meanwhile}`;
}

/** Why a profile was not taken, and what to do. */
export function refusedFault(name: string, url: URL, { status, body }: PostAnswer): string {
  const said = Buffer.from(body).toString('utf8').replace(/\s+/g, ' ').trim().slice(0, 200);
  const what = `${name} at ${placeOf(url)} took no profile: it answered ${status}${said === '' ? '' : ` (${said})`}.`;
  switch (status) {
    case 401:
    case 403:
      return `${what} Give push a user and password in the URL, or a token or tenant in headers.`;
    case 404:
    case 405:
      return `${what} Give push the address of the server itself: ${url.pathname} is added.`;
    default:
      return status >= 500 || status === 429 ? `${what} ${meanwhile}` : `${what} The profile was dropped.`;
  }
}

/** Why a profile was taken in part, or not at all, though the answer says that all is well. */
export function rejectedFault(name: string, url: URL, reason: string): string {
  return `${name} at ${placeOf(url)} rejected a profile: ${reason}. It was dropped. Check that the receiver speaks the version of docs/push.md.`;
}

/** Without user and password. */
function placeOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}
