import { effect, signal } from '@preact/signals';
import { ask, forgetAnswers, loadReport, model, trouble, troubleOf } from './report.ts';
import { savedData } from './saved.ts';

/** Whether live updates are on. Only the reader turns them off; a hidden page sends no requests anyway. */
export const following = signal(true);

const pauseMillis = 2_000;
/** Making a report costs the profiled app CPU, so the page waits this many times as long as the last one took. */
const restFactor = 20;

/** The newest stamp for which a report was requested. */
let askedFor = '';

/** Why the last command (pause, resume, rate, clear) failed; undefined when it worked. */
export const refusal = signal<string | undefined>(undefined);

/** Checks for changes every two seconds and loads them; at once when the page becomes visible again. */
export function follow(): void {
  if (savedData() !== undefined) return;
  let looks = false;
  const turn = async (): Promise<void> => {
    // A profile from a file stays as it is.
    if (model.value?.status.fixed) return;
    if (looks || !following.peek() || document.visibilityState !== 'visible') return;
    clearTimeout(timer);
    looks = true;
    const tookMillis = await look();
    looks = false;
    timer = setTimeout(turn, Math.max(pauseMillis, tookMillis * restFactor));
  };
  let timer = setTimeout(turn, pauseMillis);
  let followed = true;
  effect(() => {
    if (following.value && !followed) void turn();
    followed = following.value;
  });
  document.addEventListener('visibilitychange', turn);
}

async function look(): Promise<number> {
  try {
    const { stamp } = await ask<{ readonly stamp: string }>('./live');
    const { kind } = trouble.value ?? {};
    // A refused or unreachable report is requested again; after a wrong question that is useless until the stamp
    // changes.
    const known = kind === 'wrong' ? askedFor : (model.value?.status.stamp ?? askedFor);
    if (stamp === known && (kind === undefined || kind === 'wrong')) return 0;
    askedFor = stamp;
    return await loadReport();
  } catch (error) {
    trouble.value = troubleOf(error);
    return 0;
  }
}

/** Sends a command to the profiler, then loads the report again. */
export async function tell(change: 'pause' | 'resume' | 'clear' | 'rate', value?: string): Promise<void> {
  refusal.value = undefined;
  try {
    const query = value === undefined ? '' : `?${new URLSearchParams({ value })}`;
    const response = await fetch(`./${change}${query}`, {
      method: 'POST',
      headers: { accept: 'text/plain' },
    });
    if (!response.ok) throw new Error((await response.text()).slice(0, 300).trim());
    if (change === 'clear') forgetAnswers();
    await loadReport();
  } catch (error) {
    refusal.value = `Could not ${change === 'rate' ? 'set the rate' : change}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
