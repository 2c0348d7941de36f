import { isSelection, lackOfAll } from '../../../core/src/presentation/lacks.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { Link } from '../parts/link.tsx';
import { State } from '../parts/state.tsx';

/** The page when nothing has been measured yet, or nothing that matches the choice. */
export function Empty({ model }: { readonly model: ReportModel }) {
  const { title, advice } = lackOfAll(model, true);
  return (
    <State title={title}>
      <p>
        {!model.status.fixed && isSelection(model) ? (
          <Link class="button" to={{ from: '', to: '', version: '', host: '', process: '', service: '' }}>
            Show everything
          </Link>
        ) : (
          advice
        )}
      </p>
    </State>
  );
}
