import { createHash } from 'node:crypto';
import { ShopError, type ShopRequest, type ShopRoute } from '../route.ts';
import type { Store } from '../store.ts';

const EXPORT_PAGE = 25;
const MAX_UPLOAD_BYTES = 8 * 1024 * 1024;

/** Streams: a CSV export and an upload. */
export function transferRoutes(store: Store): ShopRoute[] {
  return [
    {
      method: 'GET',
      pattern: '/export/products.csv',
      handle: () => ({ status: 200, contentType: 'text/csv; charset=utf-8', chunks: exportProducts(store) }),
    },
    {
      method: 'POST',
      pattern: '/uploads',
      body: 'bytes',
      handle: async (request) => ({ status: 201, json: await receiveUpload(request) }),
    },
  ];
}

async function* exportProducts({ products }: Store): AsyncGenerator<string> {
  yield csvRow(['id', 'name', 'category', 'description', 'price', 'stock']);
  for (let offset = 0; ; offset += EXPORT_PAGE) {
    const page = await products.page(offset, EXPORT_PAGE);
    for (const { id, name, category, description, priceCents, stock } of page) {
      yield csvRow([id, name, category, description, (priceCents / 100).toFixed(2), String(stock)]);
    }
    if (page.length < EXPORT_PAGE) return;
  }
}

function csvRow(fields: readonly string[]): string {
  return `${fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')}\r\n`;
}

async function receiveUpload({ bytes }: ShopRequest): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let received = 0;
  for await (const chunk of bytes ?? []) {
    received += chunk.length;
    if (received > MAX_UPLOAD_BYTES)
      throw new ShopError(413, `an upload has at most ${MAX_UPLOAD_BYTES} bytes`);
    hash.update(chunk);
  }
  return { bytes: received, sha256: hash.digest('hex') };
}
