/** So many values are written in one step: those of lists within the list count, too. */
const stepSize = 2_000;
const sizeOfObject = 10;

/** Writes a list as JSON, in steps: a flame graph or a file of another tool may have megabytes of it. */
export function* jsonListSteps(list: readonly unknown[], out: string[]): Generator<void, void> {
  out.push('[');
  let size = 0;
  let from = 0;
  for (let i = 0; i < list.length; i++) {
    size += sizeOf(list[i]);
    if (size < stepSize && i < list.length - 1) continue;
    if (from > 0) out.push(',');
    out.push(JSON.stringify(list.slice(from, i + 1)).slice(1, -1));
    from = i + 1;
    size = 0;
    yield;
  }
  out.push(']');
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' ? sizeOfObject : 1;
}
