import { validateHeaderName, validateHeaderValue } from 'node:http';
import { check } from './option-checks.ts';
import type { ParsedPush, PushOptions, PushTarget } from './options.ts';

const engines = ['pyroscope', 'otlp'] as const satisfies readonly (keyof PushOptions)[];
const hidden = '(not shown)';

/** Checks where profiles are sent to. Messages have no URL and no header: either may have a secret. */
export function parsePush(push: PushOptions | undefined): readonly ParsedPush[] {
  if (push === undefined) return [];
  check('push', push, isObject, "an object such as { pyroscope: 'http://pyroscope:4040' }", hidden);
  for (const name of Object.keys(push)) {
    check('push', name, isEngine, `an object with ${engines.join(' or ')}`, `{ ${name}: … }`);
  }
  return engines.flatMap((engine) => {
    const given = push[engine];
    return given === undefined ? [] : [parseTarget(engine, given)];
  });
}

function parseTarget(engine: keyof PushOptions, given: string | PushTarget): ParsedPush {
  const name = `push.${engine}`;
  const { url, headers = {} } = typeof given === 'object' && given !== null ? given : { url: given };
  check(name, url, isHttpUrl, 'the URL of a server, such as "https://user:password@example.com"', hidden);
  check(name, headers, areHeaders, 'headers such as { "x-scope-orgid": "shop" }', `with headers ${hidden}`);
  return { engine, url, headers };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEngine(name: string): boolean {
  return (engines as readonly string[]).includes(name);
}

function isHttpUrl(text: unknown): boolean {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  return /^https?:$/.test(new URL(text).protocol);
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
