import { useLayoutEffect, useState } from 'preact/hooks';
import type { ReportModel } from '../../core/src/presentation/model/report.ts';
import { isEmpty } from '../../core/src/presentation/summary.ts';
import { hasTraces } from '../../core/src/presentation/traced.ts';
import { address, go, type View } from './data/address.ts';
import { answered, isAnswered, loading, model, trouble } from './data/report.ts';
import { savedData } from './data/saved.ts';
import { Controls } from './parts/controls.tsx';
import { Help } from './parts/help.tsx';
import { isNarrow } from './parts/narrow.ts';
import { Notices } from './parts/notices.tsx';
import { Loading, State } from './parts/state.tsx';
import { SummaryStrip } from './parts/summary-strip.tsx';
import { visibleName } from './shared.ts';
import { allViews } from './views/all-views.tsx';
import { Blocks } from './views/blocks.tsx';
import { Empty } from './views/empty.tsx';
import { PartBar } from './views/part-bar.tsx';
import { ScopeBar } from './views/scope-bar.tsx';
import { Trouble } from './views/trouble.tsx';

/** The whole page. */
export function App() {
  const [helps, setHelps] = useState(false);
  // Before anything is seen: a key pressed at once must not be lost.
  useLayoutEffect(() => listenToKeys(() => setHelps(true)), []);
  const now = model.value;
  const narrow = isNarrow.value;
  // Facts about the process come after what makes its requests slow.
  const stripLast = narrow || hasTraces(now);
  return (
    <>
      <a class="jump" href="#view">
        Skip to the report
      </a>
      <header class="top">
        <h1>
          <span class="soft">routeprof</span>{' '}
          <bdi>
            {now === undefined || now.sources.length === 0 ? 'CPU profile' : visibleName(appNames(now))}
          </bdi>
        </h1>
        <Controls onHelp={() => setHelps(true)} />
        {!stripLast && now !== undefined && <SummaryStrip model={now} />}
      </header>
      <Notices />
      {!narrow && <PartBar model={now} />}
      <ScopeBar model={now} />
      <main
        id="view"
        tabIndex={-1}
        aria-busy={loading.value}
        class={loading.value && !isAnswered() ? 'older' : undefined}
      >
        {now === undefined ? <NoModel /> : <Answer model={now} />}
      </main>
      {stripLast && now !== undefined && (
        <section class="last" aria-label="Summary">
          <SummaryStrip model={now} />
        </section>
      )}
      {narrow && <PartBar model={now} />}
      {helps && <Help onClose={() => setHelps(false)} />}
    </>
  );
}

/** The view, once the answer to its question is there. */
function Answer({ model: now }: { readonly model: ReportModel }) {
  const { view } = address.value;
  const waits = !isAnswered();
  if (waits && trouble.value !== undefined && !loading.value) return <NoModel />;
  // Another route of the same view stays readable until its answer is there.
  if (waits && !answered.value.startsWith(`./?view=${view}&`)) return <Loading />;
  if (isEmpty(now)) {
    return (
      <>
        <Empty model={now} />
        <Blocks model={now} />
      </>
    );
  }
  const { Shown } = allViews[view];
  return <Shown model={now} />;
}

/** The page without a report: it is loading, or something went wrong. */
function NoModel() {
  const problem = trouble.value;
  if (problem !== undefined) return <Trouble problem={problem} />;
  return savedData() === undefined ? <Loading /> : <State title="This page has no data." />;
}

const digits: Readonly<Record<string, View>> = {
  '1': 'routes',
  '2': 'flame',
  '3': 'functions',
  '4': 'compare',
};

function listenToKeys(help: () => void): () => void {
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open], .menu[open]'))
      return;
    const target = event.target as HTMLElement;
    const typing = target.matches('input, select, textarea');
    const search = document.getElementById('search') as HTMLInputElement | null;
    if (event.key === 'Escape' && target === search) {
      go({ filter: '' }, 'replace');
      search?.blur();
    } else if (typing) return;
    else if (event.key === '/' && search !== null) {
      search.focus();
      search.select();
    } else if (event.key === '?') help();
    else if (event.key === 'Escape' && address.value.zoom !== '') go({ zoom: '' });
    else if (digits[event.key] !== undefined) go({ view: digits[event.key]! });
    else return;
    event.preventDefault();
  };
  addEventListener('keydown', press);
  return () => removeEventListener('keydown', press);
}

/** `shop 1.4.2`, or with the number of versions if there are several. */
function appNames({ sources }: ReportModel): string {
  const services = [...new Set(sources.map(({ service }) => service))].join(', ');
  const versions = [...new Set(sources.map(({ version }) => version))];
  return `${services} ${versions.length > 1 ? `(${versions.length} versions)` : versions[0]}`.trim();
}
