import type { Store } from '@routeprof/core/store';

const keepMillis = 86_400_000;

/** Copies all that is in a store through its public contract. Returns how many windows there were. */
export async function copyStore(from: Store, to: Store): Promise<number> {
  let windows = 0;
  for (const service of await from.services()) {
    const { names, marks } = await from.list(service);
    for (const name of names) {
      const bytes = await from.read(service, name);
      if (bytes === undefined) throw new Error(`${name} is gone`);
      await to.append(service, { name, bytes }, keepMillis);
      windows++;
    }
    for (const mark of marks) await to.mark(service, mark);
  }
  return windows;
}
