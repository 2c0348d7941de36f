import type { Verdict } from '../../../core/src/presentation/model/comparison.ts';

const marks: Readonly<Record<Verdict, string>> = {
  slower: '▲',
  faster: '▼',
  same: '=',
  new: '+',
  gone: '−',
  unsure: '?',
};

/** A verdict as a sign, a word and a colour, which all say the same. */
export function VerdictMark({
  verdict,
  word = verdict,
}: {
  readonly verdict: Verdict;
  readonly word?: string;
}) {
  return (
    <span class={`verdict verdict-${verdict}`}>
      <span aria-hidden="true">{marks[verdict]}</span> {word}
    </span>
  );
}
