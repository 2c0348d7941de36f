import { expect, test } from 'vitest';
import { checkAgreement } from '../../src/option-agreement.ts';
import type { PushOptions } from '../../src/options.ts';
import { parseOptions } from '../../src/parse-options.ts';

const parse = (push: unknown) => parseOptions({ push: push as PushOptions }).engine.push;
const secret = 'https://me:secret@example.com';

test('a URL, or one with headers', () => {
  expect(parse(undefined)).toEqual([]);
  expect(parse({})).toEqual([]);
  expect(parse({ pyroscope: undefined })).toEqual([]);
  expect(parse({ pyroscope: secret })).toEqual([{ engine: 'pyroscope', url: secret, headers: {} }]);
  const headers = { 'x-scope-orgid': 'shop' };
  expect(parse({ otlp: 'http://collector:4318' })).toEqual([
    { engine: 'otlp', url: 'http://collector:4318', headers: {} },
  ]);
  expect(parse({ pyroscope: { url: secret, headers } })).toEqual([
    { engine: 'pyroscope', url: secret, headers },
  ]);
});

test.each([
  [secret, 'an object such as'],
  [null, 'an object such as'],
  [{ pyroscop: secret }, '{ pyroscop: … }. Allowed: an object with pyroscope or otlp.'],
  [{ pyroscope: 'me:secret' }, 'for pyroscope the URL of a server'],
  [{ pyroscope: 'ftp://me:secret@example.com' }, 'for pyroscope the URL of a server'],
  [{ pyroscope: 7 }, 'for pyroscope a URL, or { url, headers }'],
  [{ pyroscope: { url: secret, header: { a: 'b' } } }, 'for pyroscope a URL, or { url, headers }'],
  [{ pyroscope: new URL(secret) }, 'for pyroscope a URL, or { url, headers }'],
  [new URL(secret), 'an object such as'],
  [{ pyroscope: 'https://me:secret%@example.com' }, 'for pyroscope the URL of a server'],
  [{ pyroscope: { headers: {} } }, 'for pyroscope the URL of a server'],
  [{ pyroscope: { url: secret, headers: ['secret'] } }, 'for pyroscope headers such as'],
  [{ pyroscope: { url: secret, headers: { 'a b': 'secret' } } }, 'for pyroscope headers such as'],
  [{ pyroscope: { url: secret, headers: { a: 'secret\n' } } }, 'for pyroscope headers such as'],
])('%j is an error that says what is allowed, and no secret', (push, advice) => {
  expect(() => parse(push)).toThrow(TypeError);
  expect(() => parse(push)).toThrow(advice);
  expect(() => parse(push)).not.toThrow('secret');
});

test('mounts that disagree are told so without secrets', () => {
  const { engine } = parseOptions({});
  const other = parseOptions({ push: { pyroscope: secret } });
  expect(() => checkAgreement(other, engine)).toThrow(/push: \(not shown\)/);
  expect(() => checkAgreement(other, engine)).not.toThrow('secret');
});
