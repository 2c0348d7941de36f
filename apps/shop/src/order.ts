export interface OrderLine {
  readonly productId: string;
  readonly quantity: number;
  readonly unitCents: number;
}

export interface Order {
  readonly id: string;
  readonly status: 'open' | 'paid';
  readonly lines: readonly OrderLine[];
  readonly discountCents: number;
  readonly taxCents: number;
  readonly totalCents: number;
}

const BULK_QUANTITY = 10;
const BULK_DISCOUNT = 0.1;
const TAX_RATE = 0.19;

export function priceLines(
  lines: readonly OrderLine[],
): Pick<Order, 'discountCents' | 'taxCents' | 'totalCents'> {
  let sumCents = 0;
  let discountCents = 0;
  for (const { quantity, unitCents } of lines) {
    sumCents += quantity * unitCents;
    if (quantity >= BULK_QUANTITY) discountCents += Math.round(quantity * unitCents * BULK_DISCOUNT);
  }
  const taxCents = Math.round((sumCents - discountCents) * TAX_RATE);
  return { discountCents, taxCents, totalCents: sumCents - discountCents + taxCents };
}
