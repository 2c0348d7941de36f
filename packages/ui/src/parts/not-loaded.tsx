import { address } from '../data/address.ts';
import { questionOf } from '../data/question.ts';
import { State } from './state.tsx';

/** In place of a part whose script did not load. An app that was deployed again has scripts of other names. */
export function NotLoaded() {
  return (
    <State title="This view’s script did not load.">
      <p>The app may be another version than this page, or may not answer.</p>
      <ul class="choices">
        <li>
          <button type="button" onClick={() => location.reload()}>
            Reload the page
          </button>
        </li>
        <li>
          <a class="button" href={questionOf(address.value, 'text')}>
            Show the report as text
          </a>
        </li>
      </ul>
    </State>
  );
}
