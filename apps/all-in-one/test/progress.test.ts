import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { busiestRoutesText, tallyText } from '../src/progress.ts';

const row = (route: string, cpuMicros: number) => ({
  method: 'GET',
  route,
  requests: 1,
  cpuMicros,
  wallMicros: 0,
  latencyMicros: { mean: 0 },
});

it('says how far the load is', () => {
  const tally = {
    elapsedMillis: 12_400,
    sent: 1_860,
    answered: 1_859,
    errors: 1,
    unexpected: 0,
    sentByRoute: {},
  };
  expect(tallyText(tally)).toBe('12 s   150 requests/s   1,860 sent   1 error, as expected');
  expect(tallyText({ ...tally, elapsedMillis: 0, sent: 0, errors: 0, unexpected: 2 })).toBe(
    '0 s   0 requests/s   0 sent   0 errors, 2 answers not as expected',
  );
});

it('shows the busiest routes first, as many as fit', () => {
  const rows = [row('/a', 250), row('/b', 500), row('/c', 250), row('/idle', 0)];
  const text = (columns: number) => stripVTControlCharacters(busiestRoutesText(rows, columns));
  expect(text(100)).toBe('   /b ██████ 50 %   /a ███ 25 %   /c ███ 25 %');
  expect(text(30)).toBe('   /b ██████ 50 %');
  expect(text(0)).toBe('');
});

it('shows no route before there is any CPU', () => {
  expect(busiestRoutesText([], 100)).toBe('');
  expect(busiestRoutesText([row('/idle', 0)], 100)).toBe('');
});
