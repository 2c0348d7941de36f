import { effect } from '@preact/signals';
import { render } from 'preact';
import { pageTitle } from '../../core/src/presentation/page-title.ts';
import { App } from './app.tsx';
import { address, followHistory } from './data/address.ts';
import { follow } from './data/live.ts';
import { hasPattern } from './data/question.ts';
import { currentQuestion, loadReport, model } from './data/report.ts';
import { savedAddress } from './data/saved.ts';
import { loadAllViews, loadView } from './views/all-views.tsx';
import './style/page.css';

/** After this pause in typing, a pattern is sent to the server. */
const typingMillis = 250;

const app = document.getElementById('app');
if (app !== null) start(app);

function start(app: HTMLElement): void {
  followHistory(savedAddress());
  // Removes the message of the server that the script did not load.
  app.replaceChildren();
  render(<App />, app);
  let question = '';
  let pause: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const next = currentQuestion();
    if (next === question) return;
    question = next;
    clearTimeout(pause);
    // Each key in a pattern makes a new question, and each answer costs the profiled app CPU.
    const isTyping = hasPattern(next) && document.activeElement?.id === 'search';
    if (isTyping) pause = setTimeout(loadReport, typingMillis);
    else void loadReport();
  });
  effect(() => loadView(address.value));
  let painted = false;
  effect(() => {
    if (painted || model.value === undefined) return;
    painted = true;
    // So that the other views open at once, and none of this holds up the first.
    requestAnimationFrame(() => setTimeout(loadAllViews));
  });
  effect(() => {
    const { theme } = address.value;
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  });
  effect(() => {
    const { view, function: id } = address.value;
    const now = model.value;
    // Of a saved page, the address says what is seen.
    if (now !== undefined) document.title = pageTitle({ view, function: id, route: now.query.route }, now);
  });
  follow();
}
