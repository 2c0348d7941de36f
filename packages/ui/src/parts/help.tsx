import { glossary } from '../../../core/src/presentation/glossary.ts';
import { Dialog } from './dialog.tsx';

const keys: readonly (readonly [string, string])[] = [
  ['/', 'search in this view'],
  ['1 to 4', 'overview, flame graph, functions, comparison'],
  ['?', 'this help'],
  ['Esc', 'leave the search, the zoom, a menu, or this window'],
  ['Tab', 'through everything else'],
  ['← → ↑ ↓', 'flame graph: to the next call, the caller, the callee'],
  ['Enter', 'flame graph: zoom into the call; what else it offers is in the line below'],
  ['Home', 'flame graph: back to the whole'],
  ['c', 'flame graph: copy the stack'],
  ['drag', 'time line: a part of the time; by keys with the two sliders below it'],
  ['Ctrl + wheel, drag', 'flame graph: zoom freely, move sideways'],
];

/** Keys, and what the numbers mean. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Help" onClose={onClose}>
      <h3>Keys</h3>
      <dl class="pairs">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h3>What the numbers mean</h3>
      <dl class="pairs">
        {glossary.map(([word, meaning]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="soft">Every state of this page is in its address: a link shows the same to someone else.</p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </Dialog>
  );
}
