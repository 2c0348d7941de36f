import type { History } from '../../../core/src/presentation/model/history.ts';
import { address, go } from '../data/address.ts';
import { suggestBases, visibleName } from '../shared.ts';
import { clockText } from '../text/times.ts';
import { chosenTimes } from './chosen-slices.ts';

/** The choice of a baseline. */
export function BasePicker({ history }: { readonly history: History }) {
  const { base, view, ...part } = address.value;
  const suggestions = suggestBases(history, part, chosenTimes(history, address.value));
  const known = suggestions.some((one) => one.base === base);
  const choose = (next: string): void => {
    const found = suggestions.find((one) => one.base === next);
    go({ base: next, ...found?.part });
  };
  return (
    <label class="field">
      Compare with
      <select value={base} onChange={(event) => choose(event.currentTarget.value)}>
        {(view === 'flame' || base === '') && (
          <option value="">{view === 'flame' ? 'No baseline' : 'choose…'}</option>
        )}
        {suggestions.map((one) => (
          <option key={one.base} value={one.base}>
            {visibleName(one.title, 50)}
          </option>
        ))}
        {base !== '' && !known && <option value={base}>{baseText(base)}</option>}
      </select>
    </label>
  );
}

/** `10:00:00 to 11:00:00`, by the reader's clock, without the day, to be short. */
function baseText(base: string): string {
  const text = base
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (moment) => clockText(Date.parse(moment) * 1000))
    .replace(/^\.\./, 'until ')
    .replace(/\.\.( |$)/, ' until now$1')
    .replace('..', ' to ');
  return visibleName(text.trim(), 50);
}
