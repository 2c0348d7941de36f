import { describe, expect, test } from 'vitest';
import { clipMiddle, textWidth } from '../../src/presentation/text-width.ts';
import { longestName, visibleName, visibleText } from '../../src/presentation/visible-text.ts';
import { hostileNames } from './hostile.ts';

describe('visible text', () => {
  test('writes invisible characters as escapes', () => {
    expect(visibleText('a\u202eb')).toBe('a\\u202eb');
    expect(visibleText('\u001b[31m')).toBe('\\u001b[31m');
    expect(visibleText('one\ntwo\r\tthree\u2028')).toBe('one\\ntwo\\r\\tthree\\u2028');
    expect(visibleText('\u200b\ufeff\u00ad\u{e0041}')).toBe('\\u200b\\ufeff\\u00ad\\u{e0041}');
    expect(visibleText('\ufff9\u06dd')).toBe('\\ufff9\\u06dd');
    expect(visibleText('\ud83d alone')).toBe('\\ud83d alone');
  });

  test('keeps marks from piling up over other lines', () => {
    expect(visibleText(`Z${'\u0335'.repeat(9)}algo`)).toBe(`Z${'\u0335'.repeat(3)}…algo`);
  });

  test('does not change visible text', () => {
    for (const text of ['GET /orders/:id', 'größe', '漢字かな', '🚀', 'שלום', 'é'.normalize('NFD')]) {
      expect(visibleText(text)).toBe(text);
    }
  });

  test('lets no control character through, and stays within its limit', () => {
    for (const name of hostileNames) {
      const shown = visibleName(name);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(textWidth(shown)).toBeLessThanOrEqual(longestName);
      expect(shown.length).toBeLessThanOrEqual(longestName * 4);
    }
  });
});

describe('width', () => {
  test.each([
    ['plain', 5],
    ['漢字', 4],
    ['ｆｕｌｌ', 8],
    ['🚀', 2],
    ['한글', 4],
    ['é'.normalize('NFD'), 1],
    ['größe', 5],
    ['µs…–·█', 6],
  ])('%s takes %d cells', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  test('clipping takes the middle and never splits a character', () => {
    expect(clipMiddle('abcdefghij', 10)).toBe('abcdefghij');
    expect(clipMiddle('abcdefghij', 7)).toBe('abc…hij');
    expect(clipMiddle('abcdefghij', 6)).toBe('abc…ij');
    expect(clipMiddle('🚀'.repeat(10), 8)).toBe('🚀🚀…🚀');
    expect(textWidth(clipMiddle('漢'.repeat(50), 11))).toBeLessThanOrEqual(11);
  });
});
