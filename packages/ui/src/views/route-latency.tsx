import { lengthOf, meanParts, p95Parts } from '../../../core/src/presentation/latency-parts.ts';
import { blockedNote } from '../../../core/src/presentation/latency-words.ts';
import type { LatencyParts } from '../../../core/src/presentation/model/latency-rows.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { RouteRow } from '../../../core/src/presentation/model/rows.ts';
import { isOf } from '../../../core/src/presentation/traced.ts';
import { delayerName } from '../../../core/src/presentation/wait-words.ts';
import { address, go } from '../data/address.ts';
import { KeyEntry, LatencyBar } from '../parts/latency-bar.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { formatDuration } from '../shared.ts';
import { thinUnits } from '../text/thin-units.ts';

/** More of them do not fit into a key. */
const mostDelayers = 2;

interface RouteLatencyProps {
  readonly row: RouteRow;
  readonly parts: LatencyParts;
  readonly model: ReportModel;
}

/** The route's latency by its parts, the mean or that of its slowest requests. */
export function RouteLatency({ row, parts, model }: RouteLatencyProps) {
  const isMean = address.value.parts !== 'p95';
  const waits = model.waits.filter(isOf(row));
  const shown = isMean ? meanParts(parts, waits) : p95Parts(parts, waits);
  const shares = isMean ? parts : parts.p95;
  return (
    <div class="part">
      <div class="heading">
        <h3>
          Latency{' '}
          <span class="soft">
            {formatDuration(shares.totalMicros)},{' '}
            {isMean ? 'the mean' : 'the mean of requests at and above p95'}
          </span>
        </h3>
        <fieldset class="choices">
          <legend class="unseen">Latency of</legend>
          <button type="button" aria-pressed={isMean} onClick={() => go({ parts: '' }, 'replace')}>
            Mean
          </button>
          <button type="button" aria-pressed={!isMean} onClick={() => go({ parts: 'p95' }, 'replace')}>
            At p95
          </button>
        </fieldset>
      </div>
      <LatencyBar parts={shown} most={lengthOf(shown)} tall />
      <ul class="key-list">
        {shown.map((part) => (
          <KeyEntry key={part.kind} kind={part.kind}>
            {part.name}{' '}
            <b>
              {part.kind === 'before' && '≈ '}
              {formatDuration(part.micros)}
            </b>
            {part.kind === 'own' && thinUnits(blockedNote(shares))}
            {part.kind === 'queued' && isMean && <Behind row={row} model={model} />}
            {part.kind === 'before' && `, at most ${formatDuration(shares.beforeNodeMaxMicros)}`}
          </KeyEntry>
        ))}
      </ul>
    </div>
  );
}

function Behind({ row, model }: Omit<RouteLatencyProps, 'parts'>) {
  const delayers = model.blame
    .filter(isOf(row))
    .filter(({ micros }) => micros > 0)
    .sort((a, b) => b.micros - a.micros)
    .slice(0, mostDelayers);
  return delayers.map((one, index) => (
    <span key={delayerName(one)}>
      {index === 0 ? ': ' : ', '}
      {one.byMethod === '' ? delayerName(one) : <RouteLink name={delayerName(one)} />}{' '}
      {formatDuration(one.micros)}
    </span>
  ));
}
