import { effect } from '@preact/signals';
import { render } from 'preact';
import { App, titleOf } from './app.tsx';
import { address, followHistory } from './data/address.ts';
import { follow } from './data/live.ts';
import { questionOf } from './data/question.ts';
import { loadReport, model } from './data/report.ts';
import { savedAddress } from './data/saved.ts';
import './style/page.css';

const app = document.getElementById('app');
if (app !== null) start(app);

function start(app: HTMLElement): void {
  followHistory(savedAddress());
  // What the server put there says that no script came.
  app.replaceChildren();
  render(<App />, app);
  let question = '';
  effect(() => {
    const next = questionOf(address.value);
    if (next !== question) {
      question = next;
      void loadReport();
    }
  });
  effect(() => {
    const { theme } = address.value;
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  });
  effect(() => {
    if (model.value !== undefined) document.title = titleOf(model.value);
  });
  follow();
}
