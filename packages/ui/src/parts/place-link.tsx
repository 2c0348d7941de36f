import type { WaitRow } from '../../../core/src/presentation/model/latency-rows.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { visibleName } from '../shared.ts';
import { Way } from './name.tsx';

type Place = Pick<WaitRow, 'file' | 'line'>;

interface PlaceLinkProps {
  readonly model: ReportModel;
  readonly place: Place;
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

function idAt(model: ReportModel, { file, line }: Place): string | undefined {
  const isHere = (row: Place): boolean => row.file === file && row.line === line;
  return file === '' ? undefined : (model.waits.find(isHere) ?? model.functions.find(isHere))?.id;
}
