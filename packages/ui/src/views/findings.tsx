import type { Finding } from '../../../core/src/presentation/model/latency-rows.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { piecesOf } from '../../../core/src/presentation/sentence.ts';
import { PlaceLink } from '../parts/place-link.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { formatDuration, visibleText } from '../shared.ts';
import { routeName } from '../text/names.ts';
import { thinUnits } from '../text/thin-units.ts';

/** What makes requests slow, in sentences, and what a fix would save. Of one route, if the report is. */
export function Findings({ model }: { readonly model: ReportModel }) {
  const { findings } = model;
  if (findings.length === 0) return null;
  return (
    <section class="findings" aria-label="Findings">
      <ol>
        {findings.map((finding) => (
          <li key={finding.id}>
            <Sentence finding={finding} model={model} />
            <Saving finding={finding} model={model} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface FindingProps {
  readonly finding: Finding;
  readonly model: ReportModel;
}

function Sentence({ finding, model }: FindingProps) {
  const name = routeName(finding);
  const onOwnPage = model.query.route === name;
  return (
    <p>
      {piecesOf(finding, onOwnPage).map(({ kind, text }, index) => {
        if (kind === 'place')
          return (
            <PlaceLink
              key={index}
              model={model}
              place={{ file: finding.file, line: finding.line }}
              text={text}
            />
          );
        if (kind === 'route' && !onOwnPage) return <RouteLink key={index} name={name} />;
        return <span key={index}>{thinUnits(visibleText(text))}</span>;
      })}
    </p>
  );
}

/** `−170 ms at p95`, and from what to what. */
function Saving({ finding, model }: FindingProps) {
  const of = finding.savesMicros.p95 > 0 ? 'p95' : 'p50';
  const saved = finding.savesMicros[of];
  const row = model.routes.find((one) => routeName(one) === routeName(finding));
  const now = row?.latencyMicros[of] ?? 0;
  if (!(saved > 0)) return null;
  return (
    <p class="saving">
      <span class="unseen">A fix saves: </span>
      <b>−{formatDuration(saved)}</b> at {of}
      {now > saved && (
        <span class="soft">
          {formatDuration(now)} → {formatDuration(now - saved)}
        </span>
      )}
    </p>
  );
}
