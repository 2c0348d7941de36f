import { expect, it } from 'vitest';
import { priceLines } from '../src/order.ts';
import { isCardNumber } from '../src/routes/checkout.ts';

it.each(['4242424242424242', '378282246310005', '6011111111111117'])('accepts the card number %s', (card) => {
  expect(isCardNumber(card)).toBe(true);
});

it.each(['4242424242424241', '4242 4242 4242 4242', '', '42'])('refuses the card number "%s"', (card) => {
  expect(isCardNumber(card)).toBe(false);
});

it('prices lines with a discount from ten pieces on, and tax', () => {
  const lines = [
    { productId: 'p0001', quantity: 10, unitCents: 1_000 },
    { productId: 'p0002', quantity: 2, unitCents: 50 },
  ];
  expect(priceLines(lines)).toEqual({ discountCents: 1_000, taxCents: 1_729, totalCents: 10_829 });
});
