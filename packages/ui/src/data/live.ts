import { effect, signal } from '@preact/signals';
import { ask, forgetAnswers, loadReport, model, trouble, troubleOf } from './report.ts';
import { savedData } from './saved.ts';

/** Following the profiler: only the reader stops it, and a page that is not looked at asks nothing. */
export const following = signal(true);

const pauseMillis = 2_000;
/** A report costs the app that is measured: the page waits this many times as long as the last one took. */
const restFactor = 20;

/** The newest stamp for which a report was asked for. */
let askedFor = '';

/** Why the profiler did not do what it was told; undefined when it did. */
export const refusal = signal<string | undefined>(undefined);

/** Looks every two seconds whether there is something new, and loads it; at once when the reader comes back to it. */
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
    // What is refused or out of reach comes back by itself; a question without an answer waits for news.
    const known = kind === 'wrong' ? askedFor : (model.value?.status.stamp ?? askedFor);
    if (stamp === known && (kind === undefined || kind === 'wrong')) return 0;
    askedFor = stamp;
    return await loadReport();
  } catch (error) {
    trouble.value = troubleOf(error);
    return 0;
  }
}

/** Tells the profiler to do something, then shows what came of it. */
export async function tell(change: 'pause' | 'resume' | 'clear'): Promise<void> {
  refusal.value = undefined;
  try {
    const response = await fetch(`./${change}`, { method: 'POST', headers: { accept: 'text/plain' } });
    if (!response.ok) throw new Error((await response.text()).slice(0, 300).trim());
    if (change === 'clear') forgetAnswers();
    await loadReport();
  } catch (error) {
    refusal.value = `${change}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
