import type { LoopPart } from '../presentation/loop-time.ts';
import { type Html, html } from './html-escape.ts';

/** Drawn with attributes: the page's policy allows no style of an element's own. */
export function stackedBar(parts: readonly LoopPart[], label: string): Html {
  let x = 0;
  const rects = parts.map(({ kind, share }) => {
    const rect =
      share > 0
        ? html`<rect class="fill-${kind}" x="${percent(x)}" width="${percent(share)}" height="100%"/>`
        : '';
    x += share;
    return rect;
  });
  return html`<svg class="loop-bar" width="100%" height="20" role="img" aria-label="${label}">${rects}</svg>`;
}

/** Shares over one another, the widest first, beside the number; so listeners miss nothing when it is hidden. */
export function drawnShare(shares: readonly number[], kind: string, text: string): Html {
  const rects = shares.map(
    (share, index) =>
      html`<rect class="bar-${index === shares.length - 1 ? 'front' : 'back'}" width="${percent(share)}" height="100%"/>`,
  );
  return html`<svg class="bar bar-${kind}" width="48" height="8" aria-hidden="true" focusable="false">${rects}</svg><span class="share">${text}</span>`;
}

function percent(share: number): string {
  const clamped = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
  return `${Number((clamped * 100).toFixed(2))}%`;
}
