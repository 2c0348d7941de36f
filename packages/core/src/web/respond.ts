import type { ReportResponse } from '../contract.ts';
import { contentTypes } from './format.ts';
import type { Forwarded } from './forwarding.ts';

const commonHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  vary: 'accept, accept-encoding, cookie, authorization',
};

export function respond(
  status: number,
  contentType: string,
  contents: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): ReportResponse {
  const body = typeof contents === 'string' ? Buffer.from(contents, 'utf8') : contents;
  return {
    status,
    headers: {
      ...commonHeaders,
      'content-type': contentType,
      'content-length': String(body.length),
      ...headers,
    },
    body,
  };
}

export function redirect(
  location: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): ReportResponse {
  return { status, headers: { ...commonHeaders, ...headers, location, 'content-length': '0' }, body: '' };
}

export function notAllowed(allow: string): ReportResponse {
  return respond(405, contentTypes.text, `Only ${allow} is allowed here.\n`, { allow });
}

/** Only a client on this machine, or behind a proxy on it, sees this: a 404 without a reason would puzzle a developer. */
export function closedBy({ header, product }: Forwarded): ReportResponse {
  const message =
    `The profiler's report is closed to this request because of its header ${header}, which comes from ${product}: ` +
    'the request may be from another machine. Send it without that header, or set the option token or authorize.\n';
  return respond(403, contentTypes.text, message);
}

export function askedElsewhere(): ReportResponse {
  const message = 'This request came from another site. Use the buttons of the report itself.\n';
  return respond(403, contentTypes.text, message);
}
