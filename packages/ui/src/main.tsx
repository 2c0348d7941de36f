import { effect } from '@preact/signals';
import { render } from 'preact';
import { App, titleOf } from './app.tsx';
import { address, followHistory } from './data/address.ts';
import { follow } from './data/live.ts';
import { questionOf } from './data/question.ts';
import { loadReport, model, trouble } from './data/report.ts';
import { savedAddress } from './data/saved.ts';
import './style/page.css';

const app = document.getElementById('app');
if (app !== null) start(app);

/** The page that the server rendered stays until there is something better to show. */
function start(app: HTMLElement): void {
  followHistory(savedAddress());
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
    const server = document.getElementById('server');
    const { kind } = trouble.value ?? {};
    // Where the app cannot be asked, the server's page is the one that has something to show.
    if (model.value === undefined && (kind === undefined || (server !== null && kind !== 'wrong'))) return;
    if (model.value !== undefined) document.title = titleOf(model.value);
    if (!app.hidden) return;
    document.documentElement.classList.add('app-on');
    app.hidden = false;
    if (server !== null) server.hidden = true;
    // The first style sheet is that of the server's page: its rules are about elements, and would be about ours, too.
    const [serverStyle] = document.styleSheets;
    if (serverStyle !== undefined && document.styleSheets.length > 1) serverStyle.disabled = true;
  });
  follow();
}
