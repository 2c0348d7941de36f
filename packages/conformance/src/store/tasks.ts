import { setImmediate } from 'node:timers/promises';
import type { Store, StoreLease, StoreMark } from '@routeprof/core/store';
import { keepMillis, windowOf } from './made-windows.ts';

/** Windows that become one. */
export interface Group {
  readonly merged: string;
  readonly parts: readonly string[];
}

/** What a writer does: in this process or in another one. */
export type Task = { readonly service: string } & (
  | { readonly do: 'append' | 'publish'; readonly names: readonly string[] }
  | { readonly do: 'append and die'; readonly names: readonly string[]; readonly mark: StoreMark }
  | { readonly do: 'mark'; readonly marks: readonly StoreMark[] }
  | { readonly do: 'hold'; readonly staleMillis: number }
  | { readonly do: 'compact'; readonly groups: readonly Group[] }
);

const atOnce = 10;

/** Adds all of them, several at once. */
export async function appendAll(
  store: Store,
  service: string,
  names: readonly string[],
  tell: (name: string) => void = () => {},
): Promise<void> {
  for (let i = 0; i < names.length; i += atOnce) {
    await Promise.all(
      names.slice(i, i + atOnce).map(async (name) => {
        await store.append(service, windowOf(name), keepMillis);
        tell(name);
      }),
    );
  }
}

/**
 * Returns a function that performs one task after the other with a store. It tells the name of each window that was added,
 * and answers whether all went as wished.
 */
export function createPerformer(
  store: Store,
  tell: (name: string) => void,
): (task: Task) => Promise<boolean> {
  const leases = new Map<string, StoreLease>();

  async function publish(service: string, name: string): Promise<boolean> {
    const isPublished = (await leases.get(service)?.publish(windowOf(name), keepMillis)) ?? false;
    if (isPublished) tell(name);
    return isPublished;
  }

  return async (task) => {
    const { service } = task;
    switch (task.do) {
      case 'append':
        await appendAll(store, service, task.names, tell);
        return true;
      case 'append and die':
        if (store.now === undefined) return false;
        for (const name of task.names) store.now.append(service, windowOf(name), keepMillis);
        store.now.mark(service, task.mark);
        process.kill(process.pid, 'SIGKILL');
        return true;
      case 'mark':
        await Promise.all(task.marks.map((mark) => store.mark(service, mark)));
        return true;
      case 'hold': {
        const lease = leases.get(service) ?? store.lease(service, task.staleMillis);
        leases.set(service, lease);
        return await lease.hold();
      }
      case 'publish':
        for (const name of task.names) if (!(await publish(service, name))) return false;
        return true;
      case 'compact':
        for (const { merged, parts } of task.groups) {
          if (!(await publish(service, merged))) return false;
          // A store in memory would otherwise give readers no turn.
          await setImmediate();
          await store.drop(service, parts);
          await setImmediate();
        }
        return true;
    }
  };
}
