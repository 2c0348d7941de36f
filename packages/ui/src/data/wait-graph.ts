import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { goesBy } from '../../../core/src/profile/measure.ts';
import type { Address } from './address.ts';
import { savedData } from './saved.ts';

/** The measure of waiting, whose flame graph has await stacks. */
const wait = 'wait';

/** Where the flame graph of waits is. */
export const waitGraph: Partial<Address> = { view: 'flame', measure: wait, zoom: '', root: '', filter: '' };

/** What leads from it to a view of CPU time. */
export const withoutWaits: Partial<Address> = { measure: '', zoom: '', root: '', filter: '' };

/** Whether the profile has waits; a saved page has the graph that it was saved with. */
export function hasWaitGraph(model: ReportModel | undefined): boolean {
  return savedData() === undefined && (model?.measures ?? []).some(({ name }) => name === wait);
}

/** Whether an address is of waits. */
export function showsWaits({ measure }: Pick<Address, 'measure'>, model: ReportModel | undefined): boolean {
  return (
    hasWaitGraph(model) && (model?.measures ?? []).some((one) => one.name === wait && goesBy(one, measure))
  );
}
