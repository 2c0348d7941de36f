import { expect, it } from 'vitest';
import { createCatalogue, type Product } from '../src/catalogue.ts';
import { createRandom } from '../src/random.ts';
import { search, tokenise } from '../src/search.ts';

const product = (id: string, name: string, description: string): Product => ({
  id,
  name,
  description,
  category: 'office',
  priceCents: 100,
  stock: 1,
});

it('reads a text as words without case, plural or stop words', () => {
  expect(tokenise('The quiet OAK lamps, and a 2nd chair.')).toEqual(['quiet', 'oak', 'lamp', '2nd', 'chair']);
});

it('ranks a match in the name above one in the description, and ties by id', () => {
  const products = [
    product('p3', 'steel chair', 'goes with a lamp'),
    product('p2', 'steel lamp', 'bright'),
    product('p1', 'steel lamp', 'bright'),
    product('p4', 'wool rug', 'soft'),
  ];
  expect(search(products, 'lamp', 10).map((match) => match.product.id)).toEqual(['p1', 'p2', 'p3']);
  expect(search(products, 'lamp', 1)).toHaveLength(1);
});

it('finds nothing for words that no product has', () => {
  expect(search(createCatalogue(createRandom(1), 50), 'submarine', 10)).toEqual([]);
});

it('makes the same catalogue from the same seed', () => {
  expect(createCatalogue(createRandom(5), 100)).toEqual(createCatalogue(createRandom(5), 100));
  expect(createCatalogue(createRandom(6), 100)).not.toEqual(createCatalogue(createRandom(5), 100));
});
