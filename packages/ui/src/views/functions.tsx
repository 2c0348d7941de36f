import { useMemo, useState } from 'preact/hooks';
import { lackOfRows } from '../../../core/src/presentation/lacks.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { measureName } from '../../../core/src/presentation/scope.ts';
import { address, go } from '../data/address.ts';
import { currentSearch } from '../data/search.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { State } from '../parts/state.tsx';
import { formatCount, partOf } from '../shared.ts';
import { FunctionsTable } from './functions-table.tsx';
import { groupRows } from './group-rows.ts';
import { chooseFunctions } from './table-rows.ts';

/** More rows than anyone reads; a button shows the others. */
const fewRows = 200;

/** Which functions use the time. */
export function Functions({ model }: { readonly model: ReportModel }) {
  const { filter, sort, group } = address.value;
  const [everything, setEverything] = useState(false);
  const { wants, problem } = currentSearch();
  const rows = useMemo(
    () => chooseFunctions(model.functions, wants, sort),
    [model.functions, filter, problem, sort],
  );
  const shown = everything || group !== '' ? rows : rows.slice(0, fewRows);
  const groups = useMemo(() => groupRows(shown, group), [shown.length, rows, group]);
  const { all, matched } = model.counts.functions;
  const isWhole = rows.length === model.functions.length && matched === all;
  const lacking = model.functions.length < matched;
  return (
    <>
      <div class="tools">
        <SearchBox label="Search functions" problem={problem} />
        <label class="field">
          Group by
          <select value={group} onChange={(event) => go({ group: event.currentTarget.value })}>
            <option value="">nothing</option>
            <option value="package">package</option>
            <option value="file">file</option>
          </select>
        </label>
        <p class="soft tally">
          {partOf(isWhole ? all : rows.length, all, 'function')}
          {lacking &&
            `, of which the page has the ${formatCount(model.functions.length)} with the most self ${measureName(model)}; sorting, search and groups use only those`}
        </p>
      </div>
      {rows.length > 0 && <FunctionsTable groups={groups} model={model} />}
      {rows.length === 0 && problem === undefined && (
        <State
          title={
            filter !== '' && lacking
              ? `None of the ${formatCount(model.functions.length)} most expensive functions matches the search.`
              : lackOfRows('function', filter !== '', model).title
          }
        />
      )}
      {shown.length < rows.length && (
        <p>
          <button type="button" onClick={() => setEverything(true)}>
            Show {formatCount(rows.length - shown.length)} more
          </button>
        </p>
      )}
    </>
  );
}
