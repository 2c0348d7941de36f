import type { WaitRow } from '../../../core/src/presentation/model/latency-rows.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { siteId } from '../../../core/src/presentation/names.ts';
import { visibleName } from '../shared.ts';
import { Way } from './name.tsx';

type Place = Pick<WaitRow, 'file' | 'line'>;
/** A place where requests wait; a finding has only its file and line. */
type Site = Place & Partial<Pick<WaitRow, 'name' | 'column'>>;

interface PlaceLinkProps {
  readonly model: ReportModel;
  readonly place: Site;
  readonly text: string;
}

/** A place of the app's code: opens its source, where the report knows the function. */
export function PlaceLink({ model, place, text }: PlaceLinkProps) {
  const id = idAt(model, place);
  const shown = <bdi>{visibleName(text)}</bdi>;
  return id === undefined ? (
    shown
  ) : (
    <Way view="source" id={id}>
      {shown}
    </Way>
  );
}

function idAt(model: ReportModel, { name, column, ...place }: Site): string | undefined {
  if (place.file === '') return undefined;
  if (name !== undefined && column !== undefined) return siteId({ ...place, name, column });
  const isHere = (row: Place): boolean => row.file === place.file && row.line === place.line;
  const site = model.waits.find(isHere);
  return site === undefined ? model.functions.find(isHere)?.id : siteId(site);
}
