import { Fragment } from 'preact';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { cpuMeasure, type Measure } from '../../../core/src/profile/measure.ts';
import { isAboutFunction } from '../../../core/src/query/query.ts';
import { type Address, address, go, type View } from '../data/address.ts';
import { hasAnswer, savedData } from '../data/saved.ts';
import { hasWaitGraph, showsWaits, waitGraph, withoutWaits } from '../data/wait-graph.ts';
import { Link } from '../parts/link.tsx';
import { RouteName } from '../parts/name.tsx';
import { suggestBases, visibleName } from '../shared.ts';
import { allViews } from './all-views.tsx';
import { chosenTimes } from './chosen-slices.ts';

const viewNames = Object.keys(allViews) as View[];

/** A file has nothing to compare, and a saved page has only the views that were saved. */
function hasView(view: View, model: ReportModel | undefined): boolean {
  if (!hasAnswer({ view, function: address.value.function })) return false;
  return view !== 'compare' || savedData() !== undefined || model?.history !== undefined;
}

/** Chooses the likeliest baseline for the comparison, if none is chosen yet. */
function toView(view: View, model: ReportModel | undefined): Partial<Address> {
  const { base, ...part } = address.value;
  if (view !== 'compare' || base !== '' || model?.history === undefined) return { view };
  // From the address, because the answer to the newest choice may not have arrived yet.
  const [first] = suggestBases(model.history, part, chosenTimes(model.history, address.value));
  return first === undefined ? { view } : { view, base: first.base, ...first.part };
}

/** The views, and the route that all of them are about. */
export function ScopeBar({ model }: { readonly model: ReportModel | undefined }) {
  const { view, route, function: id } = address.value;
  const waits = showsWaits(address.value, model);
  // A pattern without a method can be chosen by URL, but is not in the list of names.
  const known = model?.routeNames ?? [];
  const names = route === '' || known.includes(route) ? known : [route, ...known];
  const saved = model?.query.route ?? '';
  return (
    <section class="scope" aria-label="What is shown">
      <nav class="views" aria-label="Views">
        <ul>
          {viewNames.map((name) =>
            // Views of one function need a function.
            (isAboutFunction(name) && id === '') || !hasView(name, model) ? null : (
              <Fragment key={name}>
                <Tab
                  to={{ ...(waits && withoutWaits), ...toView(name, model) }}
                  title={allViews[name].title}
                  current={view === name && !(waits && name === 'flame')}
                />
                {name === 'flame' && hasWaitGraph(model) && (
                  <Tab to={waitGraph} title="Waits" current={waits && view === name} />
                )}
              </Fragment>
            ),
          )}
        </ul>
      </nav>
      {savedData() === undefined ? (
        <label class="field route">
          Route
          <select value={route} onChange={(event) => go({ route: event.currentTarget.value })}>
            <option value="">Whole app</option>
            {names.map((name) => (
              <option key={name} value={name}>
                {visibleName(name, 80)}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <span>{saved === '' ? 'Whole app' : <RouteName name={saved} />}</span>
      )}
      <MeasureChoice model={model} />
      {route !== '' && savedData() === undefined && (
        <Link class="button" to={{ route: '' }}>
          Whole app
        </Link>
      )}
    </section>
  );
}

interface TabProps {
  readonly to: Partial<Address>;
  readonly title: string;
  readonly current: boolean;
}

function Tab({ to, title, current }: TabProps) {
  return (
    <li>
      <Link to={to} current={current}>
        {title}
      </Link>
    </li>
  );
}

/** The choice of a measure, if the profile has several besides waits, which are a view. */
function MeasureChoice({ model }: { readonly model: ReportModel | undefined }) {
  const { measures, measure = cpuMeasure } = model ?? {};
  const others = hasWaitGraph(model) ? 2 : 1;
  if (measures === undefined || measures.length <= others || savedData() !== undefined) return null;
  const value = ({ name, unit }: Measure): string => `${name}/${unit}`;
  return (
    <label class="field route">
      Measure
      <select value={value(measure)} onChange={(event) => go({ measure: event.currentTarget.value })}>
        {measures.map((one) => (
          <option key={value(one)} value={value(one)}>
            {visibleName(one.name, 60)}, {visibleName(one.unit, 40)}
          </option>
        ))}
      </select>
    </label>
  );
}
