import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { Link } from '../parts/link.tsx';
import { State } from '../parts/state.tsx';

interface EmptyProps {
  readonly status: Pick<ReportModel['status'], 'paused' | 'fixed'>;
  /** Whether only a part of what is kept was asked for. */
  readonly chosen: boolean;
}

/** Nothing is measured yet. */
export function Empty({ status: { paused, fixed }, chosen }: EmptyProps) {
  if (fixed) {
    return (
      <State title="Nothing was measured in this profile.">
        <p>Record it again, while the app has work to do.</p>
      </State>
    );
  }
  if (chosen) {
    return (
      <State title="Nothing was measured in this selection.">
        <p>
          <Link class="button" to={{ from: '', to: '', version: '', process: '', service: '' }}>
            Show everything
          </Link>
        </p>
      </State>
    );
  }
  return (
    <State title="Nothing is measured yet.">
      <p>
        {paused ? 'The profiler is paused: resume it, then send' : 'Send'} requests to the app. They show here
        by themselves. The first request of a process is left out.
      </p>
    </State>
  );
}
