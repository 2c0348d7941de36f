import { expect, test } from 'vitest';
import { callChangeText } from '../../src/presentation/call-change-words.ts';

test('what surely changed has a mark, and what may be chance says so', () => {
  const texts = (['slower', 'faster', 'new', 'gone', 'same', 'unsure'] as const).map((verdict) =>
    callChangeText({ verdict, change: verdict === 'new' ? undefined : verdict === 'slower' ? 0.12 : -0.3 }),
  );
  expect(texts).toEqual(['▲ +12.0%', '▼ -30.0%', '▲ new', '▼ gone', '-30.0%, noise', '-30.0%, unsure']);
});
