import { expect, test } from 'vitest';
import { renderHtml } from '../../src/render/html.ts';
import { pageStyle } from '../../src/render/page-style.ts';
import { shopModel } from './fixture.ts';
import { tags } from './read-html.ts';

test('loads nothing', () => {
  expect(pageStyle).not.toMatch(/url\(|@import|@font-face|http/);
  expect(pageStyle.split('{')).toHaveLength(pageStyle.split('}').length);
});

test('knows the classes of the page', () => {
  const html = (['routes', 'functions', 'callers'] as const).map((view) =>
    renderHtml(shopModel({ view, full: true }), { icon: 'y', stylesheet: 'x' }),
  );
  const used = new Set(
    tags(html.join('')).flatMap(({ attributes }) => attributes.get('class')?.split(' ') ?? []),
  );
  expect([...used].filter((name) => !new RegExp(`\\.${name}\\b`).test(pageStyle))).toEqual([]);
});

test.each(['light', 'dark'])('text can be read: %s', (scheme) => {
  const [light = '', dark = ''] = [...pageStyle.matchAll(/:root \{([^}]*)\}/g)].map(([, body = '']) => body);
  const colors = new Map(
    [light, ...(scheme === 'dark' ? [dark] : [])].flatMap((body) =>
      [...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(
        ([, name = '', value = '']) => [name, value] as const,
      ),
    ),
  );
  const ratio = (a: string, b: string) => contrast(colors.get(a) ?? '', colors.get(b) ?? '');
  for (const ground of ['paper', 'raised']) {
    for (const text of ['ink', 'faint', 'accent', 'danger', 'app', 'dependency', 'node', 'native']) {
      expect(ratio(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  }
  expect(ratio('ink', 'warn-paper')).toBeGreaterThanOrEqual(4.5);
  expect(ratio('ink', 'danger-paper')).toBeGreaterThanOrEqual(4.5);
});

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
