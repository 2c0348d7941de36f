import { useState } from 'preact/hooks';
import { isPaused } from '../../../core/src/presentation/decision-words.ts';
import { address, go } from '../data/address.ts';
import { following, tell } from '../data/live.ts';
import { model } from '../data/report.ts';
import { savedData } from '../data/saved.ts';
import { Dialog } from './dialog.tsx';
import { Downloads } from './downloads.tsx';
import { RateButton } from './rate-button.tsx';

/** Buttons for the measurement (pause, rate, clear) and the page (downloads, theme, help). */
export function Controls({ onHelp }: { readonly onHelp: () => void }) {
  const saved = savedData() !== undefined;
  const { fixed, kept } = model.value?.status ?? {};
  return (
    <div class="acts">
      {!saved && !fixed && !kept && <MeasuringControls />}
      {saved ? <span class="soft">Saved page</span> : <Downloads />}
      <ThemeButton />
      <button type="button" aria-label="Help" title="Help: keys and terms" onClick={onHelp}>
        ?
      </button>
    </div>
  );
}

function MeasuringControls() {
  const now = model.value;
  const paused = now !== undefined && isPaused(now);
  const isForAll = now?.history?.store.place !== undefined;
  return (
    <>
      <button
        type="button"
        aria-pressed={following.value}
        title="Show new measurements as they arrive"
        onClick={() => (following.value = !following.value)}
      >
        Live
      </button>
      <button
        type="button"
        title={isForAll ? 'For all processes of this service' : undefined}
        onClick={() => tell(paused ? 'resume' : 'pause')}
      >
        {paused ? 'Resume' : 'Pause'}
      </button>
      {now !== undefined && <RateButton rate={now.status.rate} isForAll={isForAll} />}
      <ClearButton />
    </>
  );
}

function ClearButton() {
  const [asks, setAsks] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setAsks(true)}>
        Clear
      </button>
      {asks && (
        <Dialog title="Clear the measurements?" onClose={() => setAsks(false)}>
          <p>Deletes all measurements, for every viewer. Recording starts again at once.</p>
          <form method="dialog" class="choices">
            <button type="submit">Cancel</button>
            <button type="submit" class="bad" onClick={() => tell('clear')}>
              Clear
            </button>
          </form>
        </Dialog>
      )}
    </>
  );
}

const themes = ['', 'light', 'dark'];
const themeNames = ['System', 'Light', 'Dark'];

function ThemeButton() {
  const now = Math.max(0, themes.indexOf(address.value.theme));
  const next = (now + 1) % themes.length;
  return (
    <button
      type="button"
      title={`Change to ${themeNames[next]}`}
      onClick={() => go({ theme: themes[next] ?? '' }, 'replace')}
    >
      Theme: {themeNames[now]?.toLowerCase()}
      <span class="unseen">; change to {themeNames[next]}</span>
    </button>
  );
}
