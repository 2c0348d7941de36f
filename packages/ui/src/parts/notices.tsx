import { following, refusal, tell } from '../data/live.ts';
import { isAnswered, model, type Trouble, trouble } from '../data/report.ts';
import { savedData } from '../data/saved.ts';
import { missedSentence, plural, visibleName } from '../shared.ts';

/** What one must know to trust, or not to trust, the numbers below. */
export function Notices() {
  const status = model.value?.status;
  const base = isAnswered() ? model.value?.base : undefined;
  const missed = status?.missedRequests ?? 0;
  const problem = trouble.value;
  const live = savedData() === undefined;
  return (
    <div class="notes" role="status">
      {problem !== undefined && isAnswered() && <p class="note-bad">{lastReport(problem)}</p>}
      {refusal.value !== undefined && (
        <p class="note-bad">
          That was not done. {visibleName(refusal.value, 300)}{' '}
          <button type="button" onClick={() => (refusal.value = undefined)}>
            Dismiss
          </button>
        </p>
      )}
      {status?.paused && (
        <p class="note-warn">
          Paused: nothing is being recorded.{' '}
          {live && (
            <button type="button" onClick={() => tell('resume')}>
              Continue recording
            </button>
          )}
        </p>
      )}
      {!following.value && (
        <p>
          Held: this stays as it is while the app goes on.{' '}
          <button type="button" onClick={() => (following.value = true)}>
            Show what is new
          </button>
        </p>
      )}
      {missed > 0 && <p class="note-warn">{missedSentence(missed)}</p>}
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
      {model.value?.history?.store.problems.map((text) => (
        <p key={text} class="note-bad">
          {visibleName(text, 400)}
        </p>
      ))}
      {base !== undefined && base.samples === 0 && base.requests === 0 && (
        <p class="note-warn">Nothing was measured in what this is compared with.</p>
      )}
      {base?.overlaps && (
        <p class="note-warn">
          The two that are compared may share measurements, which makes them more alike than they are.
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

/** The numbers stay, with why they are not newer. */
function lastReport({ kind, message }: Trouble): string {
  const last = 'What is shown is the last report';
  if (kind === 'unreachable') return `The app does not answer. ${last}; the page keeps trying.`;
  if (kind === 'refused')
    return `${message} ${last}. Open its address again, with its token if it needs one.`;
  return `${visibleName(message, 300)} ${last}.`;
}
