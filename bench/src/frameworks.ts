import { frameworks as all } from '../../packages/conformance/src/frameworks/table.ts';

/** The frameworks of the table that have their own adapter. */
const rows = all.filter(({ adapter }) => !adapter.startsWith('@routeprof/core'));

export type Framework = string;
export const frameworks: readonly Framework[] = rows.map(({ name }) => name);

export function titleOf(framework: Framework): string {
  return rows.find(({ name }) => name === framework)?.title ?? framework;
}

/** All packages that servers load: frameworks, what these need, and adapters. */
export const serverPackages: readonly string[] = [
  ...new Set(rows.flatMap(({ majors }) => majors.at(-1)?.modules ?? []).map(packageOf)),
];
export const adapters: readonly string[] = rows.map(({ adapter }) => adapter);

/** `hono4/http-exception` is in the package `hono4`. */
function packageOf(module: string): string {
  return module.split('/', module.startsWith('@') ? 2 : 1).join('/');
}
