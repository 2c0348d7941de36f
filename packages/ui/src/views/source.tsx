import { useEffect, useRef } from 'preact/hooks';
import type { ReportModel } from '../../../core/src/presentation/model.ts';
import { address } from '../data/address.ts';
import { Link } from '../parts/link.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { State } from '../parts/state.tsx';
import { visibleName, visibleText } from '../shared.ts';

/** The lines of a function, where the file can be read. */
export function SourceView({ model }: { readonly model: ReportModel }) {
  const { source } = model;
  const id = address.value.function;
  const marked = useRef<HTMLLIElement>(null);
  // The next report brings the same lines: whoever has scrolled stays there.
  const shown =
    source === undefined || 'unavailable' in source ? '' : `${source.file}:${source.functionLine}`;
  useEffect(() => marked.current?.scrollIntoView({ block: 'center' }), [shown]);
  const back = <Link to={{ view: 'pivot', function: id }}>Callers and callees</Link>;
  if (source === undefined || 'unavailable' in source) {
    return (
      <State title="The source cannot be shown.">
        <p>
          {source === undefined
            ? 'This function is not in the profile.'
            : visibleName(source.unavailable, 400)}
        </p>
        <p>{back}</p>
      </State>
    );
  }
  const { file, firstLine, lines, functionLine } = source;
  return (
    <section aria-labelledby="source-file">
      <div class="tools">
        <h2 id="source-file">
          <bdi>
            {visibleName(file)}:{functionLine}
          </bdi>
        </h2>
        {back}
      </div>
      <Sheet label="Source">
        <ol class="source" start={firstLine}>
          {lines.map((line, index) => {
            const number = firstLine + index;
            const isMarked = number === functionLine;
            return (
              <li key={number} ref={isMarked ? marked : null} class={isMarked ? 'marked' : undefined}>
                <span class="line-number" aria-hidden="true">
                  {number}
                </span>
                <code>{visibleText(line.replaceAll('\t', '  ')) || ' '}</code>
              </li>
            );
          })}
        </ol>
      </Sheet>
    </section>
  );
}
