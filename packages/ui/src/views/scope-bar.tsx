import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { cpuMeasure, type Measure } from '../../../core/src/profile/measure.ts';
import { isAboutFunction } from '../../../core/src/query/query.ts';
import { type Address, address, go, type View } from '../data/address.ts';
import { hasAnswer, savedData } from '../data/saved.ts';
import { Link } from '../parts/link.tsx';
import { RouteName } from '../parts/name.tsx';
import { suggestBases, visibleName } from '../shared.ts';
import { allViews } from './all-views.tsx';
import { chosenTimes } from './chosen-slices.ts';

const viewNames = Object.keys(allViews) as View[];

/** A file has one span of time, and a saved page the views with which it was saved. */
function hasView(view: View, model: ReportModel | undefined): boolean {
  if (!hasAnswer({ view, function: address.value.function })) return false;
  return view !== 'compare' || savedData() !== undefined || model?.history !== undefined;
}

/** To compare takes something to compare with: the likeliest, until another is chosen. */
function toView(view: View, model: ReportModel | undefined): Partial<Address> {
  const { base, ...part } = address.value;
  if (view !== 'compare' || base !== '' || model?.history === undefined) return { view };
  // Of the address: the answer to what was dragged a moment ago may be on its way.
  const [first] = suggestBases(model.history, part, chosenTimes(model.history, address.value));
  return first === undefined ? { view } : { view, base: first.base, ...first.part };
}

/** The views, and the route that all of them are about. */
export function ScopeBar({ model }: { readonly model: ReportModel | undefined }) {
  const { view, route, function: id } = address.value;
  // A pattern without a method is a choice too, and is in no list of names.
  const known = model?.routeNames ?? [];
  const names = route === '' || known.includes(route) ? known : [route, ...known];
  const saved = model?.query.route ?? '';
  return (
    <section class="scope" aria-label="What is shown">
      <nav class="views" aria-label="Views">
        <ul>
          {viewNames.map((name) =>
            // A view of one function has nothing to show without one.
            (isAboutFunction(name) && id === '') || !hasView(name, model) ? null : (
              <li key={name}>
                <Link to={toView(name, model)} current={view === name}>
                  {allViews[name].title}
                </Link>
              </li>
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

/** What the report is of, where the profile has a choice. */
function MeasureChoice({ model }: { readonly model: ReportModel | undefined }) {
  const { measures, measure = cpuMeasure } = model ?? {};
  if (measures === undefined || savedData() !== undefined) return null;
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
