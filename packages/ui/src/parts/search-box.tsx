import { address, go } from '../data/address.ts';
import { savedData } from '../data/saved.ts';

interface SearchBoxProps {
  readonly label: string;
  /** Why the search could not be done. */
  readonly problem: string | undefined;
}

/** Filters the view while the reader types. The `/` key focuses it. */
export function SearchBox({ label, problem }: SearchBoxProps) {
  const { filter } = address.value;
  return (
    <>
      <label class="field grow">
        {label}
        <input
          id="search"
          type="search"
          value={filter}
          maxLength={1000}
          placeholder={savedData() === undefined ? 'text or /pattern/' : 'text'}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => go({ filter: event.currentTarget.value }, 'replace')}
        />
      </label>
      {problem !== undefined && (
        <p class="search-problem bad" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
