import { signal } from '@preact/signals';
import { forgetAnswers, loadReport, trouble } from './report.ts';
import { savedData } from './saved.ts';

/** Following the profiler: only the reader stops it, and a page that is not looked at asks nothing. */
export const following = signal(true);

const pauseMillis = 2_000;
/** A report costs the app that is measured: the page waits this many times as long as the last one took. */
const restFactor = 20;

let stamp = '';

/** Looks every two seconds whether there is something new, and loads it. */
export function follow(): void {
  if (savedData() !== undefined) return;
  let nextMillis = pauseMillis;
  const turn = async (): Promise<void> => {
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
    if (!response.ok) return trouble.value === undefined ? loadReport() : 0;
    const news = (await response.json()) as { readonly stamp: string };
    if (news.stamp === stamp && trouble.value?.kind !== 'unreachable') return 0;
    stamp = news.stamp;
    return await loadReport();
  } catch (error) {
    trouble.value = { kind: 'unreachable', message: error instanceof Error ? error.message : String(error) };
    return 0;
  }
}

/** Tells the profiler to do something, then shows what came of it. */
export async function tell(change: 'pause' | 'resume' | 'clear'): Promise<void> {
  try {
    const response = await fetch(`./${change}`, { method: 'POST', headers: { accept: 'text/plain' } });
    if (!response.ok) throw new Error((await response.text()).slice(0, 300).trim());
    if (change === 'clear') forgetAnswers();
    await loadReport();
  } catch (error) {
    trouble.value = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
