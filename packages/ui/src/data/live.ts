import { signal } from '@preact/signals';
import { forgetAnswers, loadReport, model, trouble, unreachable } from './report.ts';
import { savedData } from './saved.ts';

/** Following the profiler: only the reader stops it, and a page that is not looked at asks nothing. */
export const following = signal(true);

const pauseMillis = 2_000;
/** A report costs the app that is measured: the page waits this many times as long as the last one took. */
const restFactor = 20;

/** Where the answers do not say of themselves how new they are. */
let lastStamp = '';

/** Why the profiler did not do what it was told; undefined when it did. */
export const refusal = signal<string | undefined>(undefined);

/** Looks every two seconds whether there is something new, and loads it. */
export function follow(): void {
  if (savedData() !== undefined) return;
  let nextMillis = pauseMillis;
  const turn = async (): Promise<void> => {
    // A profile from a file stays as it is.
    if (model.value?.status.fixed) return;
    if (following.value && document.visibilityState === 'visible') {
      const tookMillis = await look();
      nextMillis = Math.max(pauseMillis, tookMillis * restFactor);
    }
    setTimeout(turn, nextMillis);
  };
  setTimeout(turn, nextMillis);
}

async function look(): Promise<number> {
  try {
    const response = await fetch('./live', { headers: { accept: 'application/json' } });
    if (!response.ok) return await loadReport();
    const news = (await response.json()) as { readonly stamp: string };
    const known = model.value?.status.stamp ?? lastStamp;
    lastStamp = news.stamp;
    const { kind = 'wrong' } = trouble.value ?? {};
    // What is refused or out of reach comes back by itself; a question without an answer waits for news.
    return news.stamp === known && kind === 'wrong' ? 0 : await loadReport();
  } catch (error) {
    trouble.value = unreachable(error);
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
