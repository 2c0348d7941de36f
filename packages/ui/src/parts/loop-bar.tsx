import { loopDelayHelp, loopDelayText } from '../../../core/src/presentation/loop-delay.ts';
import { loopParts } from '../../../core/src/presentation/loop-time.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { savedData } from '../data/saved.ts';
import { formatDuration, formatShare } from '../shared.ts';
import { thinUnits } from '../text/thin-units.ts';
import { Link } from './link.tsx';
import { percent } from './share-bar.tsx';

/** Where the event loop's time went, as one bar and in numbers. */
export function LoopBar({ model }: { readonly model: ReportModel }) {
  const { totals, routeNames: names } = model;
  const delay = loopDelayText(model);
  let before = 0;
  const placed = loopParts(model).map((part) => {
    before += part.share;
    return { ...part, from: before - part.share };
  });
  const label = placed.map(({ name, share }) => `${name} ${formatShare(share)}`).join(', ');
  return (
    <section class="loop-time" aria-labelledby="loop-time">
      <h2 id="loop-time">
        Where the time goes{' '}
        <span class="soft">in the whole app, of {formatDuration(totals.elapsedMicros)}</span>
      </h2>
      <svg class="stack" width="100%" height="20" role="img" aria-label={label}>
        {placed.map(({ kind, share, from }) => (
          <rect
            key={kind}
            class={`part-${kind}`}
            x={`${percent(from)}%`}
            width={`${percent(share)}%`}
            height="100%"
          />
        ))}
      </svg>
      <ul class="key-list">
        {placed.map(({ kind, name, share, micros }) => (
          <li key={kind}>
            <svg class="swatch" width="10" height="10" aria-hidden="true">
              <rect class={`part-${kind}`} width="10" height="10" />
            </svg>{' '}
            {savedData() === undefined && names.includes(`(${kind})`) ? (
              <Link to={{ view: 'functions', route: `(${kind})` }}>{name}</Link>
            ) : (
              name
            )}{' '}
            <b>{formatShare(share)}</b> <span class="soft">{formatDuration(micros)}</span>
          </li>
        ))}
      </ul>
      {delay !== '' && (
        <p class="soft" title={loopDelayHelp}>
          Delay of the event loop: {thinUnits(delay)}
        </p>
      )}
    </section>
  );
}
