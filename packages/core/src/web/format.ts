import { exportFormats } from '../export/formats.ts';
import { QueryError } from '../query/query.ts';

const formats = ['html', 'text', 'markdown', 'json'] as const;
export type Format = (typeof formats)[number];

const mediaTypes: readonly (readonly [type: string, format: Format])[] = [
  // The order decides between types that a client likes equally: curl's `*/*` gets text.
  ['text/plain', 'text'],
  ['text/html', 'html'],
  ['application/json', 'json'],
  ['text/markdown', 'markdown'],
];

export const contentTypes: Record<Format, string> = {
  html: 'text/html; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** The format to answer in: `format=` wins, else the Accept header, else text. */
export function chooseFormat(wanted: string | null, accept: string | undefined): Format {
  if (wanted !== null && wanted !== '') {
    const name = wanted === 'md' ? 'markdown' : wanted;
    if ((formats as readonly string[]).includes(name)) return name as Format;
    throw new QueryError(
      `format=${JSON.stringify(wanted.slice(0, 60))} is not valid. Allowed: ${[...formats, ...exportFormats.map(({ name }) => name)].join(', ')}.`,
    );
  }
  return fromAccept(accept ?? '*/*');
}

/** The format that the client prefers by its Accept header. Never throws: an unusable header means text. */
export function fromAccept(accept: string): Format {
  const ranges = accept.slice(0, 1_000).split(',').map(parseRange);
  let best: Format = 'text';
  let bestQuality = 0;
  for (const [type, format] of mediaTypes) {
    const quality = qualityOf(type, ranges);
    if (quality > bestQuality) {
      best = format;
      bestQuality = quality;
    }
  }
  return best;
}

function parseRange(text: string): { readonly range: string; readonly quality: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = given === undefined ? 1 : Number(given.slice(2));
  return { range, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** The most specific range that names the type counts. */
function qualityOf(
  type: string,
  ranges: readonly { readonly range: string; readonly quality: number }[],
): number {
  for (const wanted of [type, `${type.split('/')[0]}/*`, '*/*']) {
    const match = ranges.find(({ range }) => range === wanted);
    if (match !== undefined) return match.quality;
  }
  return 0;
}
