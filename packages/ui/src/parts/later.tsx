import { type Signal, signal } from '@preact/signals';
import type { ComponentType, FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { NotLoaded } from './not-loaded.tsx';
import { Loading } from './state.tsx';

/** A part of the page with a script of its own. It says that it loads until the script is there. */
export interface Later<Props> extends FunctionComponent<Props> {
  /** Loads the script, unless it is there or on its way. Never throws. */
  readonly load: () => Promise<void>;
}

interface Loaded<Props> {
  readonly Part?: ComponentType<Props>;
  readonly failed?: boolean;
}

/** Makes such a part of the `import()` of its script. */
export function later<Props extends object>(importPart: () => Promise<ComponentType<Props>>): Later<Props> {
  const loaded: Signal<Loaded<Props>> = signal({});
  let loading: Promise<void> | undefined;
  const start = async (): Promise<void> => {
    loaded.value = {};
    try {
      loaded.value = { Part: await importPart() };
    } catch {
      loaded.value = { failed: true };
      // The next one who needs it tries again.
      loading = undefined;
    }
  };
  const load = (): Promise<void> => (loading ??= start());
  const Shown = (props: Props) => {
    useEffect(() => void load(), []);
    const { Part, failed } = loaded.value;
    if (Part !== undefined) return <Part {...props} />;
    return failed === true ? <NotLoaded /> : <Loading />;
  };
  return Object.assign(Shown, { load });
}
