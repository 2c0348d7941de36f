import { pick, type Random, wholeBetween } from './random.ts';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly priceCents: number;
  readonly stock: number;
}

export const CATEGORIES = ['kitchen', 'garden', 'office', 'travel', 'music', 'sport'] as const;

const QUALITIES = ['sturdy', 'folding', 'quiet', 'handmade', 'compact', 'classic', 'bright'] as const;
const MATERIALS = ['oak', 'steel', 'linen', 'ceramic', 'bamboo', 'leather', 'copper', 'wool'] as const;
const THINGS = ['kettle', 'lamp', 'chair', 'notebook', 'backpack', 'guitar', 'racket', 'planter'] as const;
const PRAISE = [
  'Made to last for years of daily use.',
  'Cleans in a minute and dries by itself.',
  'Packs flat, weighs little, and fits under a seat.',
  'Every piece is finished by hand, so no two are alike.',
  'Ships without plastic; spare parts are always available.',
  'Works as well outdoors as at home.',
] as const;

/** The same products for the same seed, on every machine. */
export function createCatalogue(random: Random, productCount: number): Product[] {
  return Array.from({ length: productCount }, (_, index) => createProduct(random, index + 1));
}

function createProduct(random: Random, number: number): Product {
  const material = pick(random, MATERIALS);
  const thing = pick(random, THINGS);
  const category = pick(random, CATEGORIES);
  return {
    id: productId(number),
    name: `${pick(random, QUALITIES)} ${material} ${thing}`,
    category,
    description: `A ${pick(random, QUALITIES)} ${thing} in ${material} for the ${category}. ${pick(random, PRAISE)} ${pick(random, PRAISE)}`,
    priceCents: wholeBetween(random, 500, 50_000),
    stock: wholeBetween(random, 0, 200),
  };
}

/** `p0042` */
export function productId(number: number): string {
  return `p${String(number).padStart(4, '0')}`;
}
