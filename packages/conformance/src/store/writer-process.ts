import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Store } from '@routeprof/core/store';
import { createPerformer, type Task } from './tasks.ts';

/** What the program is told: first where the store is, then what to do, one task at a time. */
export type Order = { readonly module: string; readonly argument: string } | { readonly task: Task };

/** What it says: a window was added, or how what it was told has ended. */
export type Said = { readonly added: string } | { readonly answer: boolean } | { readonly error: string };

const say = (said: Said): void => void process.send?.(said);

let perform: (task: Task) => Promise<boolean> = async () => false;

async function obey(order: Order): Promise<boolean> {
  if ('task' in order) return await perform(order.task);
  const { open } = (await import(pathToFileURL(resolve(order.module)).href)) as {
    open(argument: string): Store | Promise<Store>;
  };
  perform = createPerformer(await open(order.argument), (name) => say({ added: name }));
  return true;
}

process.on('message', (order: Order) => {
  obey(order).then(
    (answer) => say({ answer }),
    (error: unknown) => say({ error: String(error instanceof Error ? error.stack : error) }),
  );
});
// It ends with its parent, whatever the store keeps open.
process.on('disconnect', () => process.exit());
