import { ShopError, type ShopRequest } from './route.ts';

export interface Item {
  readonly productId: string;
  readonly quantity: number;
}

const MAX_ITEMS = 20;
const MAX_QUANTITY = 100;

export function readParam(request: ShopRequest, name: string): string {
  return String(request.params[name]);
}

/** A query value as text; the first one if the client sent several. */
export function readText({ query }: ShopRequest, name: string): string | undefined {
  const value = query[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first : undefined;
}

export function readWhole(request: ShopRequest, name: string, fallback: number, highest: number): number {
  const text = readText(request, name);
  if (text === undefined) return fallback;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= highest) return number;
  throw new ShopError(400, `${name} must be a whole number from 0 to ${highest}`);
}

export function readFields({ json }: ShopRequest): Readonly<Record<string, unknown>> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { ...json };
  throw new ShopError(400, 'the body must be a JSON object');
}

export function readString(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ShopError(400, `${name} must be a text that is not empty`);
}

export function readItems({ items }: Readonly<Record<string, unknown>>): Item[] {
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ITEMS) {
    throw new ShopError(400, `items must be a list of 1 to ${MAX_ITEMS}`);
  }
  return items.map(readItem);
}

function readItem(item: unknown): Item {
  const { productId, quantity } = (item ?? {}) as { productId?: unknown; quantity?: unknown };
  const countable = Number.isInteger(quantity) && Number(quantity) >= 1 && Number(quantity) <= MAX_QUANTITY;
  if (typeof productId === 'string' && countable) return { productId, quantity: Number(quantity) };
  throw new ShopError(400, `an item is a productId and a quantity from 1 to ${MAX_QUANTITY}`);
}
