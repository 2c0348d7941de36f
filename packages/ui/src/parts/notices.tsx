import { model, trouble } from '../data/report.ts';
import { plural, visibleName } from '../shared.ts';

/** What one must know to trust, or not to trust, the numbers below. */
export function Notices() {
  const status = model.value?.status;
  const problem = trouble.value;
  return (
    <div class="notes" role="status">
      {problem !== undefined && model.value !== undefined && (
        <p class="note-bad">
          {problem.kind === 'unreachable'
            ? 'The app does not answer. What is shown is the last report; the page keeps trying.'
            : `${visibleName(problem.message, 300)} What is shown is the last report.`}
        </p>
      )}
      {status?.paused && <p class="note-warn">Paused: nothing is being recorded.</p>}
      {status?.passedOver !== undefined && (
        <p>
          Sampling with the engine {visibleName(status.engine)}: {visibleName(status.passedOver, 400)}
        </p>
      )}
      {status !== undefined && status.lostSamples > 0 && (
        <p class="note-warn">
          {plural(status.lostSamples, 'sample')} came while a buffer was full, and count as background.
        </p>
      )}
      {status?.failures.map(({ message, count }) => (
        <p key={message} class="note-bad">
          The profiler failed {count === 1 ? 'once' : plural(count, 'time')}: {visibleName(message, 400)}
        </p>
      ))}
    </div>
  );
}
