import { validateHeaderName, validateHeaderValue } from 'node:http';
import { check } from './option-checks.ts';
import { pushEngines } from './option-table.ts';
import type { ParsedPush, PushOptions, PushTarget } from './options.ts';

const hidden = '(not shown)';

/** Checks where profiles are sent to. Messages have no URL and no header: either may have a secret. */
export function parsePush(push: PushOptions | undefined): readonly ParsedPush[] {
  if (push === undefined) return [];
  check('push', push, isObject, "an object such as { pyroscope: 'http://pyroscope:4040' }", hidden);
  for (const name of Object.keys(push)) {
    check('push', name, isEngine, `an object with ${pushEngines.join(' or ')}`, `{ ${name}: … }`);
  }
  return pushEngines.flatMap((engine) => {
    const given = push[engine];
    return given === undefined ? [] : [parseTarget(engine, given)];
  });
}

function parseTarget(engine: keyof PushOptions, given: string | PushTarget): ParsedPush {
  const target: PushTarget = typeof given === 'string' ? { url: given } : given;
  check('push', target, isTarget, `for ${engine} a URL, or { url, headers }`, hidden);
  const { url, headers = {} } = target;
  check(
    'push',
    url,
    isHttpUrl,
    `for ${engine} the URL of a server, such as "https://user:password@host"`,
    hidden,
  );
  check('push', headers, areHeaders, `for ${engine} headers such as { "x-scope-orgid": "shop" }`, hidden);
  return { engine, url, headers };
}

/** Not a `URL`, say, which has no keys. */
function isObject(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function isTarget(value: object): boolean {
  return isObject(value) && Object.keys(value).every((key) => key === 'url' || key === 'headers');
}

function isEngine(name: string): boolean {
  return (pushEngines as readonly string[]).includes(name);
}

function isHttpUrl(text: unknown): boolean {
  try {
    const { protocol, username, password } = new URL(text as string);
    // What cannot be decoded could never be sent.
    decodeURIComponent(username + password);
    return typeof text === 'string' && /^https?:$/.test(protocol);
  } catch {
    return false;
  }
}

function areHeaders(headers: Readonly<Record<string, string>>): boolean {
  if (!isObject(headers)) return false;
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
}
