import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everything, leastSampled, sharesWithin } from '../../src/process/overhead-shares.ts';

const ratesOf = (allowed: number, counting: number, sampling: number, following: number) => ({
  allowedMicros: allowed,
  countingMicros: counting,
  samplingMicros: sampling,
  followingMicros: following,
});

describe('what can be measured within a budget', () => {
  test('is everything where it is enough', () => {
    expect(sharesWithin(ratesOf(100, 20, 30, 50))).toEqual(everything);
  });

  test('is a share of requests where samples take little of it', () => {
    expect(sharesWithin(ratesOf(100, 20, 30, 500))).toEqual({
      followed: 0.1,
      sampled: 1,
      limit: 'following',
    });
  });

  test('is a share of the time where samples take much of it', () => {
    expect(sharesWithin(ratesOf(100, 20, 400, 0))).toEqual({ followed: 1, sampled: 0.2, limit: 'sampling' });
    expect(sharesWithin(ratesOf(100, 20, 400, 4_000))).toEqual({
      followed: 0.1,
      sampled: 0.1,
      limit: 'sampling',
    });
  });

  test('is never nothing, and says where counting alone takes more', () => {
    expect(sharesWithin(ratesOf(100, 150, 400, 10))).toMatchObject({
      sampled: leastSampled,
      limit: 'counting',
    });
  });

  test('costs no more than is allowed, but for the least', () => {
    const micros = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(micros, micros, micros, micros, (allowed, counting, sampling, following) => {
        const { followed, sampled } = sharesWithin(ratesOf(allowed, counting, sampling, following));
        expect(followed).toBeGreaterThan(0);
        expect(followed).toBeLessThanOrEqual(1);
        expect(sampled).toBeGreaterThanOrEqual(leastSampled);
        expect(sampled).toBeLessThanOrEqual(1);
        if (sampled === leastSampled || followed <= 0.01) return;
        const cost = counting + sampled * (sampling + followed * following);
        expect(cost).toBeLessThanOrEqual(allowed * (1 + 1e-9));
      }),
    );
  });
});
