import { driftSentence, intervalNote, sideLine } from '../../../core/src/presentation/compare-words.ts';
import { latencyChanges } from '../../../core/src/presentation/latency-changes.ts';
import type { Comparison } from '../../../core/src/presentation/model/comparison.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { thinSpace } from '../../../core/src/presentation/quantity.ts';
import { currentSearch } from '../data/search.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { State } from '../parts/state.tsx';
import { formatRange, plural, searchText } from '../shared.ts';
import { routeName } from '../text/names.ts';
import { thinUnits } from '../text/thin-units.ts';
import { rangeText } from '../text/times.ts';
import { ChangedFunctions, ChangedParts, ChangedRoutes } from './compare-tables.tsx';

/** More rows than anyone reads; certain changes come first. */
const mostRows = 200;

/** The comparison of current and baseline: the answer first, then routes and functions. */
export function CompareView({ model }: { readonly model: ReportModel }) {
  const { comparison } = model;
  const { wants, problem } = currentSearch();
  if (comparison === undefined)
    return <NothingToCompare hasSlices={(model.history?.slices.length ?? 0) > 1} />;
  const routes = comparison.routes.filter((row) => wants?.(routeName(row)) !== false);
  const functions = comparison.functions.filter((row) => wants?.(searchText(row)) !== false);
  return (
    <>
      <Answer comparison={comparison} />
      <div class="tools">
        <SearchBox label="Search routes and functions" problem={problem} />
        <p class="soft tally">
          {plural(routes.length, 'route')}, {plural(functions.length, 'function')}
          {functions.length > mostRows && `, of which ${mostRows} are shown`}
        </p>
      </div>
      <ChangedRoutes rows={routes.slice(0, mostRows)} />
      <ChangedParts rows={latencyChanges(routes).slice(0, mostRows)} model={model} />
      <ChangedFunctions rows={functions.slice(0, mostRows)} />
      <p class="soft prose">{intervalNote}</p>
    </>
  );
}

function Answer({ comparison }: { readonly comparison: Comparison }) {
  const drift = driftSentence(comparison);
  return (
    <div class="answer">
      {comparison.sentences.map(({ verdict, text }) => (
        <p key={text} class={`verdict-line verdict-${verdict}`}>
          <b>{thinUnits(text)}</b>
        </p>
      ))}
      <dl class="pairs">
        <div>
          <dt>Baseline</dt>
          <dd>
            {sideLine(comparison.base, thinSpace)}{' '}
            <span class="soft" title={formatRange(comparison.base.range)}>
              {rangeText(comparison.base.range)}
            </span>
          </dd>
        </div>
        <div>
          <dt>Current</dt>
          <dd>
            {sideLine(comparison.head, thinSpace)}{' '}
            <span class="soft" title={formatRange(comparison.head.range)}>
              {rangeText(comparison.head.range)}
            </span>
          </dd>
        </div>
      </dl>
      {drift !== '' && <p class="soft prose">{drift}</p>}
    </div>
  );
}

function NothingToCompare({ hasSlices }: { readonly hasSlices: boolean }) {
  return (
    <State title="Compare with another time or version.">
      <p>
        {hasSlices
          ? 'Choose a baseline under “Compare with”, or drag over the time line.'
          : 'There is only one span of time yet: measure for a while, or deploy a new version.'}
      </p>
    </State>
  );
}
