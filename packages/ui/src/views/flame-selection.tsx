import { useState } from 'preact/hooks';
import { frameOfBox, labelOfBox, type Scene } from '../flame/scene.ts';
import { FunctionName } from '../parts/name.tsx';
import { visibleName } from '../shared.ts';
import { originName } from '../text/names.ts';
import { copyText, stackText, wordsOf } from './flame-words.ts';

interface FlameSelectionProps {
  readonly scene: Scene;
  readonly box: number;
  readonly zoomed: number;
}

/** The chosen box: its numbers, and where one can go from it. Spoken when the cursor moves. */
export function FlameSelection({ scene, box }: FlameSelectionProps) {
  const [copied, setCopied] = useState(-1);
  const frame = frameOfBox(scene, box);
  const copy = async (): Promise<void> => {
    await copyText(stackText(scene, box));
    setCopied(box);
  };
  return (
    <div class="chosen-box">
      <p aria-live="polite">
        {frame === undefined ? <b>{visibleName(labelOfBox(scene, box))}</b> : <FunctionName row={frame} />}{' '}
        {frame !== undefined && <span class={`whose ink-${frame.origin}`}>{originName(frame)}</span>}
        {wordsOf(scene, box).map(([name, value]) => (
          <span key={name} class="figure">
            <span class="soft">{name}</span> {value}
          </span>
        ))}
      </p>
      {frame !== undefined && (
        <button type="button" onClick={copy}>
          {copied === box ? 'Copied' : 'Copy stack'}
        </button>
      )}
    </div>
  );
}
