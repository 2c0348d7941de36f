import { useEffect, useRef } from 'preact/hooks';
import { lineNote, placeLines } from '../../../core/src/presentation/line-costs.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { address } from '../data/address.ts';
import { codePlaceOf, EditorLink } from '../parts/editor-link.tsx';
import { Link } from '../parts/link.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { State } from '../parts/state.tsx';
import { amounts, formatAmount, visibleName, visibleText } from '../shared.ts';
import { functionName } from '../text/names.ts';
import { callsByLine } from './call-lines.ts';
import { LineAmounts, LineHeads, LinesElsewhere } from './line-amounts.tsx';

/** The lines of a function, where the file can be read. */
export function SourceView({ model }: { readonly model: ReportModel }) {
  const { source, measure } = model;
  const id = address.value.function;
  const marked = useRef<HTMLLIElement>(null);
  // The next report brings the same lines: whoever has scrolled stays there.
  const shown =
    source === undefined || 'unavailable' in source ? '' : `${source.file}:${source.functionLine}`;
  useEffect(() => marked.current?.scrollIntoView({ block: 'center' }), [shown]);
  // A place where requests wait has no callers and callees here.
  const back = model.pivot && <Link to={{ view: 'pivot', function: id }}>Callers and callees</Link>;
  const costs = placeLines(model);
  if (source === undefined || 'unavailable' in source) {
    return (
      <>
        <State title="The source cannot be shown.">
          <p>{source === undefined ? 'Not in this profile.' : visibleName(source.unavailable, 400)}</p>
          <p>{back}</p>
        </State>
        <LinesElsewhere rows={costs.elsewhere} model={model} />
        <p class="soft prose">{lineNote(model)}</p>
      </>
    );
  }
  const { file, firstLine, lines, functionLine } = source;
  const row = model.pivot?.function;
  const place = row && codePlaceOf(row.id, row.name);
  const calls = callsByLine(lines, model.pivot?.callees ?? [], functionLine - firstLine);
  return (
    <section aria-labelledby="source-file">
      <div class="tools">
        <h2 id="source-file">
          <bdi>
            {visibleName(file)}:{functionLine}
          </bdi>
        </h2>
        {back}
        {place !== undefined && <EditorLink place={place} />}
      </div>
      <Sheet label="Source">
        {costs.shown.size > 0 && <LineHeads model={model} />}
        <ol class="source" start={firstLine}>
          {lines.map((line, index) => {
            const number = firstLine + index;
            const isMarked = number === functionLine;
            return (
              <li key={number} ref={isMarked ? marked : null} class={isMarked ? 'marked' : undefined}>
                <span class="line-number" aria-hidden="true">
                  {number}
                </span>
                {costs.shown.size > 0 && <LineAmounts row={costs.shown.get(number)} model={model} />}
                <code>{visibleText(line.replaceAll('\t', '  ')) || ' '}</code>
                {isMarked && row !== undefined && (
                  <span class="line-cost">
                    {amounts('self', model)} {formatAmount(row.selfCpuMicros, measure)}, total{' '}
                    {formatAmount(row.totalCpuMicros, measure)}
                  </span>
                )}
                {calls.get(index)?.map((call) => (
                  <span key={call.id} class="line-cost">
                    {functionName(call)} {formatAmount(call.totalCpuMicros, measure)}
                  </span>
                ))}
              </li>
            );
          })}
        </ol>
      </Sheet>
      <LinesElsewhere rows={costs.elsewhere} model={model} />
      <p class="soft prose">
        {model.pivot === undefined
          ? 'Requests wait at the marked line.'
          : `The function’s first line shows its self and total; a callee’s time stands at its call, where only one line calls it. ${lineNote(model)}`}
      </p>
    </section>
  );
}
