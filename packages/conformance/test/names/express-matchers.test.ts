import express52 from 'express52';
import { describe, expect, test } from 'vitest';
import { type Matcher, match, spell } from '../../../express/src/matcher.ts';

/** What Express 5.2 makes of the path of a mount. */
function matcherOf(path: string | RegExp, caseSensitive = false): Matcher {
  const router = express52.Router({ caseSensitive });
  router.use(path, (_request, _response, next) => next());
  const [layer] = router.stack as unknown as { readonly matchers: readonly Matcher[] }[];
  return layer?.matchers[0] as Matcher;
}

function spelled(path: string | RegExp, url: string, caseSensitive?: boolean): string | undefined {
  const matcher = matcherOf(path, caseSensitive);
  const taken = match(matcher, url);
  return taken && spell(matcher, taken.path);
}

describe('the pattern of a mount that does not keep its path', () => {
  test.each([
    ['/users/:u', '/users/17', '/users/:u'],
    ['/a/:b/c/:d', '/a/1/c/2', '/a/:b/c/:d'],
    ['/same/same/:s', '/same/same/same', '/same/same/:s'],
    ['/:s/:t', '/same/same', '/:s/:t'],
    ['/files/*rest', '/files/a', '/files/*rest'],
    ['/files/*rest', '/files/a/b/c', '/files/*rest'],
    ['/files/*rest', '/files/same/same', '/files/*rest'],
    ['/*first/and/*last', '/a/b/and/c/d', '/*first/and/*last'],
    ['/v:version/:a-:b', '/v2/x-y', '/v:version/:a-:b'],
  ])('%s, found by %s', (path, url, wanted) => {
    expect(spelled(path, url)).toBe(wanted);
  });

  test('is in lower case if the router ignores case, and unchanged if it does not', () => {
    expect(spelled('/Users/:u', '/USERS/Ann')).toBe('/users/:u');
    expect(spelled('/Users/:u', '/Users/Ann', true)).toBe('/Users/:u');
    expect(spelled('/USERS/:u', '/USERS/Ann', true)).toBe('/USERS/:u');
    expect(spelled('/users/:u', '/users/Ann', true)).toBe('/users/:u');
    expect(spelled('/V:version', '/V2')).toBe('/v:version');
  });

  test('is a * if it could only be guessed', () => {
    expect(spelled(/^\/like\d+/, '/like17')).toBe('*');
    expect(spelled('/x-*rest', '/x-a')).toBe('*');
    expect(spelled('/x-*rest', '/x-a/b')).toBe('*');
    expect(spelled('/v:version', '/v%31')).toBe('*');
  });

  test('is found in a bounded number of tries, whatever value a client chooses', () => {
    const routedAfter = (count: number): string | undefined =>
      spelled(`/${'x'.repeat(count)}:to`, `/${'x'.repeat(count)}x`);
    expect(routedAfter(15)).toBe(`/${'x'.repeat(15)}:to`);
    expect(routedAfter(16)).toBe('*');
    expect(routedAfter(40)).toBe('*');
  });
});

test('a matcher does not match what it cannot decode', () => {
  const matcher = matcherOf('/users/:u');
  expect(match(matcher, '/users/%zz')).toBeUndefined();
  expect(match(matcher, '/others/1')).toBeUndefined();
  expect(match(matcher, '/users/1/more')).toEqual({
    path: '/users/1',
    params: expect.objectContaining({ u: '1' }),
  });
});
