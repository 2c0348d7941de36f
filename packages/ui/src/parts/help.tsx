import { glossary } from '../../../core/src/presentation/glossary.ts';
import { Dialog } from './dialog.tsx';

const keys: readonly (readonly [string, string])[] = [
  ['/', 'search in this view'],
  ['1 to 4', 'overview, flame graph, functions, comparison'],
  ['?', 'this help'],
  ['Esc', 'leave the search, the zoom, a menu, or this window'],
  ['Tab', 'move to the other controls'],
  ['← → ↑ ↓', 'flame graph: go to the next call, the caller, the callee'],
  ['Enter', 'flame graph: zoom into the call; more actions are in the line below the graph'],
  ['Home', 'flame graph: zoom out to the whole graph'],
  ['c', 'flame graph: copy the stack'],
  ['drag', 'time line: choose a part of the time; with keys, use the two sliders below it'],
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
      <p class="soft">
        The URL holds everything that you choose on this page, so a link shows the same view to others.
      </p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </Dialog>
  );
}
