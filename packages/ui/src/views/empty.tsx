import { State } from '../parts/state.tsx';

/** Nothing is measured yet. */
export function Empty({ paused, fixed }: { readonly paused: boolean; readonly fixed?: boolean }) {
  if (fixed) {
    return (
      <State title="Nothing was measured in this profile.">
        <p>Record it again, while the app has work to do.</p>
      </State>
    );
  }
  return (
    <State title="Nothing is measured yet.">
      <p>
        {paused ? 'The profiler is paused: continue, then send' : 'Send'} requests to the app. They show here
        by themselves. The first request of a process is left out.
      </p>
    </State>
  );
}
