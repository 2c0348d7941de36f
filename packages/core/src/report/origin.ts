import { relative } from 'node:path';
import type { Frame } from '../sample/stack-tree.ts';
import type { Origin } from './model.ts';

export interface Place {
  readonly origin: Origin;
  readonly package?: string;
  /** For people: relative to the app, or `package/path` inside a dependency. */
  readonly shortFile: string;
}

const inPackage = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]?(.*)$/s;

/** Tells application code from its dependencies, Node's internals, and native code, by the file's path. */
export function placeOf({ file }: Frame, appFolder: string): Place {
  if (file === '') return { origin: 'native', shortFile: '' };
  if (file.startsWith('node:')) return { origin: 'node', shortFile: file };
  const dependency = inPackage.exec(file);
  if (dependency) {
    const name = (dependency[1] as string).replace('\\', '/');
    return { origin: 'dependency', package: name, shortFile: `${name}/${dependency[2]}` };
  }
  // Other packages of a monorepo are a few folders up; what is farther away is clearer whole.
  const path = relative(appFolder, file);
  return { origin: 'app', shortFile: path === '' || path.startsWith('../../../') ? file : path };
}
