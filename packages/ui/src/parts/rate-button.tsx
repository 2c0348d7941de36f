import { useState } from 'preact/hooks';
import { rateRange } from '../../../core/src/rate-range.ts';
import { tell } from '../data/live.ts';
import { Dialog } from './dialog.tsx';

const usual = [99, 250, 1000];

interface RateButtonProps {
  /** Samples per second. */
  readonly rate: number;
  readonly isForAll: boolean;
}

/** Shows how many samples are taken, and sets it. */
export function RateButton({ rate, isForAll }: RateButtonProps) {
  const [asks, setAsks] = useState(false);
  const set = (value: string): void => {
    setAsks(false);
    void tell('rate', value);
  };
  return (
    <>
      <button type="button" title="How many samples are taken" onClick={() => setAsks(true)}>
        Rate: {rate}/s
      </button>
      {asks && (
        <Dialog title="Samples per second" onClose={() => setAsks(false)}>
          <p>
            {isForAll ? 'For all processes of this service' : 'For this process'}, until it is changed again.
            More samples show more, and cost more.
          </p>
          <div class="choices">
            <button type="button" onClick={() => set('')}>
              Default
            </button>
            {usual.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={one === rate}
                aria-label={`${one} samples per second`}
                onClick={() => set(String(one))}
              >
                {one}
              </button>
            ))}
          </div>
          <form
            class="choices"
            onSubmit={(event) => {
              event.preventDefault();
              set(String(new FormData(event.currentTarget).get('rate')));
            }}
          >
            <label>
              Another{' '}
              <input
                type="number"
                name="rate"
                min={rateRange.least}
                max={rateRange.most}
                step={1}
                required
                defaultValue={String(rate)}
              />
            </label>
            <button type="submit">Set</button>
            <button type="button" onClick={() => setAsks(false)}>
              Cancel
            </button>
          </form>
        </Dialog>
      )}
    </>
  );
}
