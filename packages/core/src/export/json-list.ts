/** So many values are written in one step. */
const stepSize = 500;

/** A list as JSON, in steps: files of other tools may have megabytes of it. */
export function* jsonListSteps(list: readonly unknown[]): Generator<void, string> {
  const parts: string[] = [];
  for (let i = 0; i < list.length; i += stepSize) {
    parts.push(JSON.stringify(list.slice(i, i + stepSize)).slice(1, -1));
    yield;
  }
  return `[${parts.join(',')}]`;
}
