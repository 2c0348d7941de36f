import { relative } from 'node:path';
import type { Frame } from '../sample/stack-tree.ts';
import type { Origin } from './model.ts';

export interface Place {
  readonly origin: Origin;
  readonly package?: string;
  /** For people: relative to the app, or `package/path` inside a dependency. */
  readonly shortFile: string;
}

/** The folder of the package that a path is in, and the path in it. */
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

/**
 * What `ran` is shown as when its source map leads to `written`: a dependency's map counts only within the dependency.
 * Many lead to where it was built (`../src`), which is no file here, and would pass for the app's.
 */
export function shownFor(ran: Frame, written: Frame): Frame {
  const own = packageFolderOf(ran.file);
  return own === '' || packageFolderOf(written.file) === own ? written : { ...ran, name: written.name };
}

function packageFolderOf(file: string): string {
  const dependency = inPackage.exec(file);
  return dependency === null
    ? ''
    : file.slice(0, file.length - (dependency[2] as string).length).replace(/[\\/]$/, '');
}
