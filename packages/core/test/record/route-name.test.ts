import { describe, expect, test } from 'vitest';
import { isCatchAll, joinRoute, pathOf, relativeTo, templateOf } from '../../src/record/route-name.ts';
import { createRouteTable } from '../../src/record/route-table.ts';

test.each([
  ['/orders/17', '/orders/:id'],
  ['/users/7d444840-9dc0-11d1-b245-5ffdce74fad2/posts', '/users/:id/posts'],
  ['/commits/9fceb02d0ae598e95dc970b74767f19372d61af8', '/commits/:id'],
  ['/t/eyJhbGciOiJIUzI1NiIsInR5', '/t/:id'],
  ['/products/teapot', '/products/teapot'],
  ['/deadbeef', '/deadbeef'],
  ['/v2/search', '/v2/search'],
  ['/1/2/3/4/5/6/7/8/9', '/:id/:id/:id/:id/:id/:id/:id/:id/…'],
  ['/a/b/c/d/e/f/g/h/i', '/a/b/c/d/e/f/g/h/…'],
  ['/a/b/c/d/e/f/g/h', '/a/b/c/d/e/f/g/h'],
  ['/a//b/c/d/e/f/g/', '/a/b/c/d/e/f/g/'],
  ['/abcdefab-abcd-abcd-abcd-abcdefabcdef', '/:id'],
  ['abcdefab-abcd-abcd-abcd-abcdefabcdef', ':id'],
  ['*', '*'],
])('%s without a pattern is named %s', (path, name) => {
  expect(templateOf(path)).toBe(name);
});

test('a name never grows past 200 characters', () => {
  expect(templateOf(`/a${'/-b'.repeat(15).repeat(8)}`).length).toBeLessThanOrEqual(200);
});

test('queries, fragments and hosts are not part of a path', () => {
  expect(pathOf('/a?token=secret')).toBe('/a');
  expect(pathOf('/a#b')).toBe('/a');
  expect(pathOf('http://proxy.example/a/b?c')).toBe('/a/b');
  expect(pathOf('http://proxy.example')).toBe('/');
  expect(pathOf('http://proxy.example?c=/d')).toBe('/');
  expect(pathOf('HTTPS://proxy.example:8080//a//b')).toBe('/a//b');
  expect(pathOf('//a/b')).toBe('/a/b');
  expect(pathOf('///')).toBe('/');
  expect(pathOf('/a?b=http://c//d')).toBe('/a');
  expect(pathOf('/http://a/b')).toBe('/http://a/b');
  expect(pathOf('?a')).toBe('/');
  expect(pathOf('*')).toBe('*');
});

test('a template has single slashes', () => {
  expect(templateOf('/a//17///b')).toBe('/a/:id/b');
});

test.each([
  '*',
  '/*',
  '/{*splat}',
  '{/*rest}',
  '(.*)',
  '/(.*)',
  '/:path*',
  '/:path(.*)',
  '/:path+',
  '/.*/',
  '/*/*',
  '/**',
  '/*?',
  '(*)',
  '/(.*)?',
  '/:p(.*)*',
  '/:splat(.*)?',
  '/^.*$/',
  '/^\\/.*$/',
  '/^\\/(.*)$/i',
  '/(?:.*)/',
])('%s does not name a route', (pattern) => {
  expect(isCatchAll(pattern)).toBe(true);
});

test.each([
  '/',
  '',
  '/:id',
  '/files/*',
  '/files/{*rest}',
  '/:lang/*',
  '/a*',
  '/c++',
  '/*.html',
  '/{:lang}',
  '/^\\/files.*$/',
])('%s is a name', (pattern) => {
  expect(isCatchAll(pattern)).toBe(false);
});

test.each([
  ['/sub/__profile__/?a=/b', '/sub', '/__profile__/?a=/b'],
  ['/t/17/x', '/t/:tenant', '/x'],
  ['/sub?a', '/sub/', '?a'],
  ['/subway/x', '/sub', '/subway/x'],
  ['/x', '', '/x'],
  ['/x', '/', '/x'],
  ['/t', '/t/:tenant', '/t'],
  ['http://one.example/sub/x?a', '/sub', '/x?a'],
  ['//sub/x', '/sub', '/x'],
  ['//x', '', '//x'],
  ['http://one.example?a=/sub/x', '/sub', 'http://one.example?a=/sub/x'],
  ['/caf%C3%A9/x', '/café', '/x'],
  ['/caf%E9/x', '/café', '/caf%E9/x'],
])('%s without %s is %s', (url, prefix, rest) => {
  expect(relativeTo(url, prefix)).toBe(rest);
});

test('prefixes and patterns are joined with single slashes', () => {
  expect(joinRoute('/shop/', '/orders/:id')).toBe('/shop/orders/:id');
  expect(joinRoute('', '/')).toBe('/');
  expect(joinRoute('/shop', '/')).toBe('/shop');
  expect(joinRoute('/shop//orders')).toBe('/shop/orders');
  expect(joinRoute('shop')).toBe('/shop');
  expect(joinRoute('/shop/')).toBe('/shop');
  expect(joinRoute('/')).toBe('/');
});

describe('the table of routes', () => {
  test('a pattern is one row, for each method', () => {
    const table = createRouteTable(10);
    expect(table.named('GET', '/a')).toBe(table.named('GET', '/a'));
    expect(table.named('POST', '/a')).not.toBe(table.named('GET', '/a'));
  });

  test('all 404s share one row, other URLs are templated', () => {
    const table = createRouteTable(10);
    expect(table.unnamed('GET', '/wp-login.php', 404)).toBe(table.unnamed('POST', '/.env', 404));
    expect(table.unnamed('GET', '/files/1', 200).route).toBe('/files/:id');
  });

  test('past the limit everything shares (other), and URLs cannot crowd out patterns', () => {
    const table = createRouteTable(10);
    for (let i = 0; i < 50; i++)
      table.unnamed('GET', `/file-${String.fromCharCode(97 + (i % 26))}${i}x`, 200);
    for (let i = 0; i < 50; i++) table.named('GET', `/pattern/${i}`);
    const names = table.entries.map(({ route }) => route);
    expect(names.filter((name) => name.startsWith('/pattern/'))).toHaveLength(5);
    expect(names.filter((name) => name === '(other)')).toHaveLength(1);
    expect(names).toHaveLength(11);
  });
});
