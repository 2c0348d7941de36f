import { describe, expect, test } from 'vitest';
import { matchOf } from '../src/text/match.ts';
import { patternProblem } from '../src/text/pattern-problem.ts';

describe('patterns', () => {
  test.each(['(a+)+$', '(a|a)*b', '((ab*)c)+', '(?:a?){30}', '.*.*.*.*x', 'a'.repeat(201), '(a*){2,}'])(
    'refuses what could take for ever: %s',
    (pattern) => {
      const match = matchOf(`/${pattern}/`)!;
      expect(match.wants('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')).toBe(false);
      expect(match.problem()).toMatch(/^This pattern /);
    },
  );

  test.each([
    '^GET .*orders',
    'search.ts|router|^\\(',
    '(?:ab)+',
    '(abc){2}',
    '(get|post) /a+',
    '[(+*)|]+x',
    '\\(a+\\)+',
  ])('takes what people write: %s', (pattern) => expect(patternProblem(pattern)).toBeUndefined());

  test('stops when it has taken its time, and says so', () => {
    const match = matchOf('/.*.*.*x/')!;
    const name = 'a'.repeat(250);
    for (let texts = 0; texts < 1_000 && match.problem() === undefined; texts++) match.wants(name);
    expect(match.problem()).toContain('takes too long');
    expect(match.wants('x')).toBe(false);
  });

  test('a half typed expression is text', () => {
    expect(matchOf('/(/')?.wants('a/(/b')).toBe(true);
    expect(matchOf('/^ha.dle/')?.wants('handle a.ts:1')).toBe(true);
  });
});
