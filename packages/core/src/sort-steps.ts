/** So many texts are sorted, or merged, in one step. */
const stepSize = 500;

/** Sorts texts by code units as `sort()` does, in steps: a merge sort of runs that are short enough to sort at once. */
export function* sortSteps(texts: readonly string[]): Generator<void, string[]> {
  let runs: string[][] = [];
  for (let i = 0; i < texts.length; i += stepSize) {
    runs.push(texts.slice(i, i + stepSize).sort());
    yield;
  }
  while (runs.length > 1) {
    const merged: string[][] = [];
    for (let i = 0; i < runs.length; i += 2)
      merged.push(yield* mergeRuns(runs[i] as string[], runs[i + 1] ?? []));
    runs = merged;
  }
  return runs[0] ?? [];
}

/** Sorts items by a text that each has for itself. */
export function* sortByText<Item>(
  items: readonly Item[],
  textOf: (item: Item) => string,
): Generator<void, Item[]> {
  const byText = new Map<string, Item>();
  for (const item of items) {
    byText.set(textOf(item), item);
    yield;
  }
  return (yield* sortSteps([...byText.keys()])).map((text) => byText.get(text) as Item);
}

function* mergeRuns(left: readonly string[], right: readonly string[]): Generator<void, string[]> {
  const merged: string[] = [];
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    const isLeft = r === right.length || (l < left.length && (left[l] as string) <= (right[r] as string));
    merged.push((isLeft ? left[l++] : right[r++]) as string);
    if (merged.length % stepSize === 0) yield;
  }
  return merged;
}
