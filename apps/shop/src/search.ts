import type { Product } from './catalogue.ts';

export interface Match {
  readonly product: Product;
  readonly score: number;
}

const NAME_WEIGHT = 3;
const STOP_WORDS = new Set(['a', 'and', 'as', 'at', 'by', 'for', 'in', 'is', 'of', 'so', 'the', 'to']);

/**
 * The best matches for a query, without an index: every search reads every product. Slow on purpose: this is the hot
 * spot that a profile of the shop should show.
 */
export function search(products: readonly Product[], query: string, limit: number): Match[] {
  const wanted = new Set(tokenise(query));
  const counted = products.map((product) => ({ product, words: countWords(product, wanted) }));
  const rarity = measureRarity(
    wanted,
    counted.map(({ words }) => words),
  );
  return counted
    .map(({ product, words }) => ({ product, score: score(words, rarity) }))
    .filter((match) => match.score > 0)
    .sort((left, right) => right.score - left.score || left.product.id.localeCompare(right.product.id))
    .slice(0, limit);
}

export function tokenise(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !STOP_WORDS.has(word))
    .map(stem);
}

function stem(word: string): string {
  return word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word;
}

function countWords(product: Product, wanted: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (text: string, weight: number) => {
    for (const word of tokenise(text)) {
      if (wanted.has(word)) counts.set(word, (counts.get(word) ?? 0) + weight);
    }
  };
  count(product.name, NAME_WEIGHT);
  count(product.description, 1);
  return counts;
}

/** Inverse document frequency: a word that few products have weighs more. */
function measureRarity(
  wanted: ReadonlySet<string>,
  documents: readonly ReadonlyMap<string, number>[],
): Map<string, number> {
  const rarity = new Map<string, number>();
  for (const word of wanted) {
    const having = documents.filter((words) => words.has(word)).length;
    rarity.set(word, Math.log(1 + documents.length / (1 + having)));
  }
  return rarity;
}

function score(words: ReadonlyMap<string, number>, rarity: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [word, count] of words) sum += (count / (count + 1)) * (rarity.get(word) ?? 0);
  return sum;
}
