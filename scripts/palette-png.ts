import { crc32, deflateSync, inflateSync } from 'node:zlib';

const mostColours = 256;

/**
 * Reduces a picture to its 256 most frequent colours; other pixels get the nearest of them. Pictures of text shrink to
 * a third, because nearly all pixels have one of a few colours.
 *
 * @param png As browsers write it: with three bytes for each pixel, and not interlaced.
 */
export function palettePng(png: Buffer): Buffer {
  const { width, height, pixels } = readPng(png);
  const colourAt = (pixel: number): number => pixels.readUIntBE(pixel * 3, 3);
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colour = colourAt(pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = Array.from(counts)
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostColours)
    .map(([colour]) => colour);
  const indexes = new Map(Array.from(counts.keys(), (colour) => [colour, nearest(palette, colour)]));
  // A row begins with its filter type; 0 is none.
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = indexes.get(colourAt(y * width + x)) ?? 0;

  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits for each pixel, as an index into the palette.
  header.set([8, 3], 8);
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', header),
    chunk(
      'PLTE',
      Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])),
    ),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Red, green and blue of each pixel. */
function readPng(png: Buffer): { readonly width: number; readonly height: number; readonly pixels: Buffer } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (png.readUInt32BE(24) !== 0x08_02_00_00)
    throw new Error('The picture is not one of three bytes for each pixel.');
  const packed: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      packed.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const filtered = inflateSync(Buffer.concat(packed));
  const stride = width * 3;
  const pixels = Buffer.alloc(stride * height);
  for (let at = 0; at < pixels.length; at++) {
    const [row, column] = [Math.floor(at / stride), at % stride];
    const left = column < 3 ? 0 : pixels[at - 3]!;
    const above = row === 0 ? 0 : pixels[at - stride]!;
    const corner = column < 3 || row === 0 ? 0 : pixels[at - stride - 3]!;
    const guesses = [0, left, above, (left + above) >> 1, paeth(left, above, corner)];
    pixels[at] = filtered[row * (stride + 1) + 1 + column]! + guesses[filtered[row * (stride + 1)]!]!;
  }
  return { width, height, pixels };
}

/** PNG's Paeth predictor: the neighbour that is nearest to left + above − corner. */
function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((one) => Math.abs(guess - one)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, one] of palette.entries()) {
    const distance =
      ((one >> 16) - (colour >> 16)) ** 2 +
      (((one >> 8) & 255) - ((colour >> 8) & 255)) ** 2 +
      ((one & 255) - (colour & 255)) ** 2;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
