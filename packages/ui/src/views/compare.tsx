import { useMemo } from 'preact/hooks';
import type { Comparison } from '../../../core/src/presentation/comparison.ts';
import type { ReportModel } from '../../../core/src/presentation/model.ts';
import { address } from '../data/address.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { State } from '../parts/state.tsx';
import { driftSentence, formatRange, plural, searchText, sideLine, verdictSentences } from '../shared.ts';
import { matchOf } from '../text/match.ts';
import { routeName } from '../text/names.ts';
import { ChangedFunctions, ChangedRoutes } from './compare-tables.tsx';

/** As many rows as one reads: what surely changed comes first. */
const mostRows = 200;

/** What is chosen against something else: the answer first, then routes and functions. */
export function CompareView({ model }: { readonly model: ReportModel }) {
  const { comparison } = model;
  const { filter } = address.value;
  const match = useMemo(() => matchOf(filter), [filter, comparison]);
  if (comparison === undefined)
    return <NothingToCompare hasSlices={(model.history?.slices.length ?? 0) > 1} />;
  const routes = comparison.routes.filter((row) => match?.wants(routeName(row)) !== false);
  const functions = comparison.functions.filter((row) => match?.wants(searchText(row)) !== false);
  return (
    <>
      <Answer comparison={comparison} />
      <div class="tools">
        <SearchBox label="Search routes and functions" problem={match?.problem()} />
        <p class="soft tally">
          {plural(routes.length, 'route')}, {plural(functions.length, 'function')}
          {functions.length > mostRows && `, of which ${mostRows} are shown`}
        </p>
      </div>
      <ChangedRoutes rows={routes.slice(0, mostRows)} />
      <ChangedFunctions rows={functions.slice(0, mostRows)} />
      <p class="soft prose">
        Between is where the change of the code lies: for all rows of a quantity together this is wrong in at
        most 2 of 100 comparisons, and what the machine may have done is left open. A verdict says that
        something changed exactly when 0 is not in between.
      </p>
    </>
  );
}

function Answer({ comparison }: { readonly comparison: Comparison }) {
  const drift = driftSentence(comparison);
  return (
    <div class="answer">
      {verdictSentences(comparison).map(({ verdict, text }) => (
        <p key={text} class={`verdict-line verdict-${verdict}`}>
          <b>{text}</b>
        </p>
      ))}
      <dl class="pairs">
        <div>
          <dt>Before</dt>
          <dd>
            {sideLine(comparison.base)} <span class="soft">{formatRange(comparison.base.range)}</span>
          </dd>
        </div>
        <div>
          <dt>Now</dt>
          <dd>
            {sideLine(comparison.head)} <span class="soft">{formatRange(comparison.head.range)}</span>
          </dd>
        </div>
      </dl>
      {drift !== '' && <p class="soft prose">{drift}</p>}
    </div>
  );
}

function NothingToCompare({ hasSlices }: { readonly hasSlices: boolean }) {
  return (
    <State title="Compare what is shown with another time or version.">
      <p>
        {hasSlices
          ? 'Choose one at “Compare with”, or drag over the time line.'
          : 'There is only one span of time yet: measure for a while, or deploy a new version.'}
      </p>
    </State>
  );
}
