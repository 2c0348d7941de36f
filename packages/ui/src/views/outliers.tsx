import type { Outlier } from '../../../core/src/presentation/model/outlier.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import {
  outlierFigure,
  outlierPieces,
  outliersCutNote,
  outliersTitle,
} from '../../../core/src/presentation/outlier-words.ts';
import { savedData } from '../data/saved.ts';
import { Link } from '../parts/link.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { visibleText } from '../shared.ts';
import { routeName } from '../text/names.ts';
import { thinUnits } from '../text/thin-units.ts';

/** Which processes cost more than the others, in sentences. */
export function Outliers({ model }: { readonly model: ReportModel }) {
  const { outliers, outliersCut, query } = model;
  if (outliers.length === 0) return null;
  return (
    <section class="findings" aria-label={outliersTitle}>
      <ul>
        {outliers.map((outlier) => (
          <li key={`${outlier.kind} ${outlier.instance} ${routeName(outlier)}`}>
            <Sentence outlier={outlier} route={query.route} />
            <p class="saving">
              <b>{outlierFigure(outlier)}</b> {outlier.kind === 'cpu' ? 'the CPU per request' : 'as long'}
            </p>
          </li>
        ))}
      </ul>
      {outliersCut && <p class="soft">{outliersCutNote}</p>}
    </section>
  );
}

interface SentenceProps {
  readonly outlier: Outlier;
  /** That the page is about. */
  readonly route: string;
}

function Sentence({ outlier, route }: SentenceProps) {
  const name = routeName(outlier);
  return (
    <p>
      {outlierPieces(outlier).map(({ kind, text }, index) => {
        if (kind === 'process' && savedData() === undefined)
          return (
            <Link key={index} to={{ process: outlier.instance }} title="Show only this process">
              {text}
            </Link>
          );
        if (kind === 'route' && route !== name) return <RouteLink key={index} name={name} />;
        return <span key={index}>{thinUnits(visibleText(text))}</span>;
      })}
    </p>
  );
}
