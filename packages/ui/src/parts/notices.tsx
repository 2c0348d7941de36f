import { type Notice, noticesOf } from '../../../core/src/presentation/notices.ts';
import { thinSpace } from '../../../core/src/presentation/quantity.ts';
import { following, refusal } from '../data/live.ts';
import { isAnswered, model, type Trouble, trouble } from '../data/report.ts';
import { visibleName } from '../shared.ts';

const tones: Readonly<Record<Notice['kind'], string | undefined>> = {
  paused: 'note-warn',
  decided: undefined,
  missed: 'note-warn',
  missing: 'note-warn',
  engine: undefined,
  lost: 'note-warn',
  estimate: undefined,
  store: 'note-bad',
  base: 'note-warn',
  failure: 'note-bad',
  measure: 'note-warn',
  dropped: 'note-warn',
  block: 'note-bad',
  first: undefined,
};

/** What limits how far the numbers below can be trusted. */
export function Notices() {
  const problem = trouble.value;
  // A notice about the baseline of an older answer would confuse.
  const notices = model.value === undefined ? [] : noticesOf(model.value, thinSpace);
  const shown = isAnswered() ? notices : notices.filter(({ kind }) => kind !== 'base');
  return (
    <div class="notes" role="status">
      {problem !== undefined && isAnswered() && <p class="note-bad">{lastReport(problem)}</p>}
      {refusal.value !== undefined && (
        <p class="note-bad">
          {visibleName(refusal.value, 300)}{' '}
          <button type="button" onClick={() => (refusal.value = undefined)}>
            Dismiss
          </button>
        </p>
      )}
      {!following.value && (
        <p>
          Live updates are off.{' '}
          <button type="button" onClick={() => (following.value = true)}>
            Turn them on
          </button>
        </p>
      )}
      {shown.map(({ kind, text }) => (
        <p key={text} class={tones[kind]}>
          {text}
        </p>
      ))}
    </div>
  );
}

/** Why the numbers on the page are not newer. */
function lastReport({ kind, message }: Trouble): string {
  const last = 'This is the last report';
  if (kind === 'unreachable') return `The app does not answer. ${last}; the page keeps trying.`;
  if (kind === 'refused') return `${message} ${last}. Open its URL again, with the token if it needs one.`;
  return `${visibleName(message, 300)} ${last}.`;
}
