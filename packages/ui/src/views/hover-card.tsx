import { useLayoutEffect, useRef } from 'preact/hooks';
import { frameOfBox, isPruned, labelOfBox, type Scene } from '../flame/scene.ts';
import { visibleName } from '../shared.ts';
import { originName, placeOf } from '../text/names.ts';
import { wordsOf } from './flame-words.ts';

interface HoverCardProps {
  readonly scene: Scene;
  readonly box: number;
  readonly x: number;
  readonly y: number;
}

/** The tooltip of a box. Hidden from screen readers: the line below the graph has the same for the chosen box. */
export function HoverCard({ scene, box, x, y }: HoverCardProps) {
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = card.current;
    if (!element) return;
    // Beside the pointer, and always within the window.
    const { offsetWidth, offsetHeight } = element;
    element.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - offsetWidth - 8))}px`;
    element.style.top = `${y + 18 + offsetHeight > innerHeight ? y - offsetHeight - 10 : y + 18}px`;
  }, [box, x, y]);
  const frame = frameOfBox(scene, box);
  return (
    <div class="card" ref={card} aria-hidden="true">
      <p>
        <bdi>{visibleName(labelOfBox(scene, box))}</bdi>
      </p>
      {frame !== undefined && !isPruned(scene, box) && (
        <p class="soft">
          <bdi>{placeOf(frame)}</bdi> <span class={`ink-${frame.origin}`}>{originName(frame)}</span>
        </p>
      )}
      <dl>
        {wordsOf(scene, box).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
