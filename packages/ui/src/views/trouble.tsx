import { isAboutFunction } from '../../../core/src/query/query.ts';
import { address } from '../data/address.ts';
import type { Trouble as Problem } from '../data/report.ts';
import { Link } from '../parts/link.tsx';
import { State } from '../parts/state.tsx';
import { visibleName } from '../shared.ts';

const titles: Readonly<Record<Problem['kind'], string>> = {
  refused: 'Not signed in.',
  wrong: 'Not in this profile.',
  failed: 'The report could not be made.',
  unreachable: 'The app does not answer.',
};

/** Why there is no report, and what the reader can do. */
export function Trouble({ problem: { kind, message } }: { readonly problem: Problem }) {
  return (
    <State title={titles[kind]}>
      {kind !== 'wrong' && <p>{visibleName(message, 400)}</p>}
      {kind === 'refused' && <p>Open the report’s URL again, with the token if it needs one.</p>}
      {kind === 'unreachable' && <p>The page keeps trying, and shows the report as soon as it can.</p>}
      {kind === 'failed' && <p>The page tries again by itself.</p>}
      {kind === 'wrong' && <WaysOut />}
      {kind === 'wrong' && <p class="soft said">{visibleName(message, 400)}</p>}
    </State>
  );
}

/** Links without the part of the address that may be wrong. The whole app always exists. */
function WaysOut() {
  const { view, route, root, from, to, version, host, process } = address.value;
  return (
    <>
      <p>It may have been cleared, or the app may have restarted.</p>
      <ul class="choices">
        {route !== '' && (
          <li>
            <Link class="button" to={{ route: '' }}>
              Show the whole app
            </Link>
          </li>
        )}
        {root !== '' && (
          <li>
            <Link class="button" to={{ root: '' }}>
              Show the whole flame graph
            </Link>
          </li>
        )}
        {isAboutFunction(view) && (
          <li>
            <Link class="button" to={{ view: 'functions', function: '' }}>
              All functions
            </Link>
          </li>
        )}
        {(from !== '' || to !== '' || version !== '' || host !== '' || process !== '') && (
          <li>
            <Link class="button" to={{ from: '', to: '', version: '', host: '', process: '' }}>
              Show all times
            </Link>
          </li>
        )}
        <li>
          <Link class="button" to={{ view: 'routes', route: '', function: '' }}>
            All routes
          </Link>
        </li>
      </ul>
    </>
  );
}
