import { type FrameworkRow, frameworks as rows } from '../../packages/conformance/src/frameworks/table.ts';

export type Framework = string;
export const frameworks: readonly Framework[] = rows.map(({ name }) => name);

/** The modules of a framework's newest major, and of its adapter. */
export interface FrameworkModules {
  readonly modules: readonly string[];
  readonly adapter: string;
}

export function modulesOf(framework: Framework): FrameworkModules {
  const { majors, adapter } = rowOf(framework);
  return { modules: majors.at(-1)?.modules ?? [], adapter };
}

/** With the major: `Express 5`. */
export function titleOf(framework: Framework): string {
  return rowOf(framework).majors.at(-1)?.title ?? framework;
}

/** All packages that servers load: frameworks, and what these need. */
export const serverPackages: readonly string[] = [
  ...new Set(rows.flatMap(({ name }) => modulesOf(name).modules.filter(isInstalled).map(packageOf))),
];

/** Those of all adapters. */
export const adapters: readonly string[] = [
  ...new Set(rows.map(({ adapter }) => packageOf(adapter)).filter((name) => name !== '@routeprof/core')),
];

function rowOf(framework: Framework): FrameworkRow {
  const row = rows.find(({ name }) => name === framework);
  if (row === undefined) throw new Error(`No such framework: ${framework}`);
  return row;
}

function isInstalled(module: string): boolean {
  return !module.startsWith('node:');
}

/** `hono4/http-exception` is in the package `hono4`. */
function packageOf(module: string): string {
  return module.split('/', module.startsWith('@') ? 2 : 1).join('/');
}
