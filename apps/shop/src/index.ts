export { CATEGORIES, productId } from './catalogue.ts';
export { createRandom, pick, type Random, shuffle, wholeBetween } from './random.ts';
export { BLOCK_CPU_MILLIS } from './routes/trouble.ts';
export { createShop, type Shop, type ShopOptions } from './shop.ts';
