import { useEffect, useState } from 'preact/hooks';
import { address, go } from '../data/address.ts';
import { useMenu } from '../parts/use-menu.ts';
import { checkPart, visibleName } from '../shared.ts';

/** From and to as text: times, or ages such as -5m. */
export function TimeFields() {
  const { from, to } = address.value;
  const menu = useMenu();
  const [problem, setProblem] = useState('');
  useEffect(() => setProblem(''), [from, to]);
  const show = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const part = { from: String(fields.get('from')).trim(), to: String(fields.get('to')).trim() };
    try {
      checkPart(part);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      return;
    }
    if (menu.current !== null) menu.current.open = false;
    menu.current?.querySelector('summary')?.focus();
    go(part);
  };
  return (
    <details class="menu time-fields" ref={menu}>
      <summary>Custom range…</summary>
      <form onSubmit={show}>
        <label class="field">
          From
          <input key={from} name="from" defaultValue={from} placeholder="-30m or 2026-03-01T12:00Z" />
        </label>
        <label class="field">
          To
          <input key={to} name="to" defaultValue={to} placeholder="now" />
        </label>
        <button type="submit">Show</button>
        <p class="soft">Times are UTC; ages are -30s, -5m, -1h or -2d.</p>
        {problem !== '' && (
          <p class="bad" role="alert">
            {visibleName(problem, 300)}
          </p>
        )}
      </form>
    </details>
  );
}
