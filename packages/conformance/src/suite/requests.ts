/** A request as bytes, and its purpose. */
export interface RawRequest {
  readonly title: string;
  readonly bytes: string;
}

const close = 'Host: localhost\r\nConnection: close\r\n';

function plain(method: string, path: string, headers = '', body = ''): RawRequest {
  return {
    title: `${method} ${path}${headers && ` (${headers.trim().replaceAll('\r\n', ', ')})`}`,
    bytes: `${method} ${path} HTTP/1.1\r\n${close}${headers}\r\n${body}`,
  };
}

function withBody(title: string, path: string, type: string, body: string): RawRequest {
  const headers = `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  return { title, bytes: plain('POST', path, headers, body).bytes };
}

const gets = [
  '/',
  '/text',
  '/json',
  '/empty',
  '/redirect',
  '/big',
  '/shop/orders/17',
  '/shop/orders/404',
  '/shop/items/books/dune',
  '/outer/inner/things/5',
  '/outer/inner/nothing',
  '/tenants/acme/users/7',
  '/private/me',
  '/burn/alpha',
  '/cpu/await',
  '/cpu/callbacks',
  '/cpu/parallel',
  '/cpu/after-response',
  '/stream',
  '/broken',
  '/throw',
  '/reject',
  '/teapot',
  '/throw-text',
  '/not-there',
  '/__profile__x',
  // Unusual URLs that clients do send.
  '//text',
  '/text/',
  '/TEXT',
  '/text?',
  '/text?x=%00&y=<script>',
  '/%E0%A4%A',
  '/shop/orders/%E0%A4%A',
  '/shop/orders/a%2Fb',
  '/shop/../text',
  `/${'long/'.repeat(400)}`,
  'http://localhost/text',
  'http://elsewhere.example/json?x=1',
];

const others = [
  plain('HEAD', '/text'),
  plain('HEAD', '/big'),
  plain('HEAD', '/stream'),
  plain('HEAD', '/empty'),
  plain('HEAD', '/not-there'),
  plain('HEAD', '/throw'),
  plain('OPTIONS', '/text'),
  plain('OPTIONS', '/options'),
  plain('OPTIONS', '/not-there'),
  plain('OPTIONS', '*'),
  plain('POST', '/text', 'Content-Length: 0\r\n'),
  plain('PUT', '/text', 'Content-Length: 2\r\n', '{}'),
  plain('PATCH', '/shop/orders/17'),
  plain('DELETE', '/shop/orders/17'),
  plain('TRACE', '/text'),
  plain('GET', '/private/me', 'X-User: me\r\n'),
  plain('GET', '/json', 'If-None-Match: *\r\n'),
  plain('GET', '/text', 'Accept-Encoding: gzip, br\r\n'),
  plain('GET', '/text', 'Range: bytes=0-3\r\n'),
  plain('GET', '/text', 'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'),
  plain('GET', '/text', 'X-Forwarded-For: 203.0.113.7\r\nForwarded: for=203.0.113.7\r\n'),
];

const bodies = [
  withBody('a JSON body', '/orders', 'application/json', '{"item":"ü"}'),
  withBody('an empty JSON body', '/orders', 'application/json', ''),
  withBody('a broken JSON body', '/orders', 'application/json', '{"item":'),
  withBody('a body of another type', '/orders', 'text/plain', 'item'),
  withBody('a form', '/orders', 'application/x-www-form-urlencoded', 'item=1'),
  withBody('an upload', '/upload', 'application/octet-stream', 'x'.repeat(100_000)),
  withBody('a body where none is read', '/not-there', 'application/json', '{"a":1}'),
  {
    title: 'a JSON body in chunks, with a trailer',
    bytes: plain(
      'POST',
      '/orders',
      'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n',
      '5\r\n{"a":\r\n2\r\n1}\r\n0\r\nX-End: yes\r\n\r\n',
    ).bytes,
  },
  {
    title: 'a JSON body after 100 Continue',
    bytes: plain(
      'POST',
      '/orders',
      'Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n',
      '{}',
    ).bytes,
  },
];

const odd = [
  { title: 'HTTP/1.0', bytes: 'GET /text HTTP/1.0\r\n\r\n' },
  { title: 'a stream over HTTP/1.0', bytes: 'GET /stream HTTP/1.0\r\n\r\n' },
  { title: 'no Host', bytes: 'GET /text HTTP/1.1\r\nConnection: close\r\n\r\n' },
  { title: 'no HTTP at all', bytes: 'hello\r\n\r\n' },
  { title: 'too large a header', bytes: plain('GET', '/text', `X-Large: ${'x'.repeat(20_000)}\r\n`).bytes },
  {
    title: 'three requests in one packet',
    bytes:
      'GET /json HTTP/1.1\r\nHost: localhost\r\n\r\nGET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n' +
      plain('GET', '/text').bytes,
  },
];

/** Requests that every server must answer with the same bytes, profiled or not. */
export const rawRequests: readonly RawRequest[] = [
  ...gets.map((path) => plain('GET', path)),
  ...others,
  ...bodies,
  ...odd,
];

/** The report's URLs, which must not exist for clients that may not see it. */
export const reportRequests: readonly RawRequest[] = [
  plain('GET', '/__profile__'),
  plain('GET', '/__profile__/'),
  plain('GET', '/__profile__/?view=functions&format=json'),
  plain('GET', '/__profile__/', 'Accept: text/html\r\n'),
  plain('GET', '/__profile__/?token=a-secret-that-is-wrong'),
  plain('GET', '/__profile__/', 'Authorization: Bearer a-secret-that-is-wrong\r\n'),
  plain('GET', '/__profile__/', 'Cookie: routeprof=wrong\r\n'),
  plain('GET', '/__profile__/assets/page.css'),
  plain('GET', '/__profile__/clear'),
  plain('HEAD', '/__profile__/'),
  plain('OPTIONS', '/__profile__/'),
  plain('POST', '/__profile__/clear', 'Content-Length: 0\r\n'),
  plain(
    'POST',
    '/__profile__/pause',
    'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n',
  ),
];
