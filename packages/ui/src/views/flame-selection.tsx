import { savedData } from '../data/saved.ts';
import { frameOfBox, isPruned, labelOfBox, type Scene } from '../flame/scene.ts';
import { wholeFunctionOf } from '../flame/whole-function.ts';
import { Link } from '../parts/link.tsx';
import { FunctionName } from '../parts/name.tsx';
import { visibleName } from '../shared.ts';
import { functionName, originName } from '../text/names.ts';
import { wordsOf } from './flame-words.ts';

interface FlameSelectionProps {
  readonly scene: Scene;
  readonly box: number;
  /** The function whose calls the graph already shows. */
  readonly root: string;
  readonly copied: boolean;
  readonly onCopy: () => void;
}

/** The chosen box: its numbers and links. Screen readers announce it when the cursor moves. */
export function FlameSelection({ scene, box, root, copied, onCopy }: FlameSelectionProps) {
  const frame = frameOfBox(scene, box);
  const whole = savedData() === undefined ? wholeFunctionOf(scene, box) : undefined;
  return (
    <div class="chosen-box">
      <p aria-live="polite">
        {frame === undefined ? <b>{visibleName(labelOfBox(scene, box))}</b> : <FunctionName row={frame} />}{' '}
        {frame !== undefined && !isPruned(scene, box) && (
          <span class={`whose ink-${frame.origin}`}>{originName(frame)}</span>
        )}
        {wordsOf(scene, box).map(([name, value]) => (
          <span key={name} class="figure">
            <span class="soft">{name}</span> {value}
          </span>
        ))}
      </p>
      <div class="choices">
        {frame?.isRoute === true && savedData() === undefined && (
          <Link class="button" to={{ route: frame.name }} title="Show only this route, in every view">
            Only {visibleName(frame.name, 60)}
          </Link>
        )}
        {whole !== undefined && whole.id !== root && (
          <Link
            class="button"
            to={{ root: whole.id }}
            title="A flame graph of this function, with all its calls merged"
          >
            All calls of {visibleName(functionName(whole), 40)}
          </Link>
        )}
        {frame !== undefined && (
          <button type="button" onClick={onCopy}>
            {copied ? 'Copied' : 'Copy stack'}
          </button>
        )}
      </div>
    </div>
  );
}
