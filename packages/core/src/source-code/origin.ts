import { relative } from 'node:path';
import type { Origin } from '../presentation/model/frame-row.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { isAbsolutePath } from './source-files.ts';

export interface FileOrigin {
  readonly origin: Origin;
  readonly package?: string;
  /** For people: relative to the app, or `package/path` inside a dependency. */
  readonly shortFile: string;
}

/** The folder of the package that a path is in, and the path in it. */
const inPackage = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]?(.*)$/s;

/** `wasm://wasm/1a2b3c`, `turbopack:///[project]/page.ts`: not files on disk. A single letter is a Windows drive. */
const scheme = /^[a-z][a-z\d+.-]+:\//i;

/** Tells application code from its dependencies, Node's internals, and native code, by the file's path. */
export function fileOriginOf({ file }: Frame, appFolder: string): FileOrigin {
  if (file === '') return { origin: 'native', shortFile: '' };
  if (file.startsWith('node:')) return { origin: 'node', shortFile: file };
  // V8 does not tell which package has loaded it.
  if (file.startsWith('wasm:')) return { origin: 'native', shortFile: file };
  const dependency = inPackage.exec(file);
  if (dependency) {
    const name = (dependency[1] as string).replace('\\', '/');
    return { origin: 'dependency', package: name, shortFile: `${name}/${dependency[2]}` };
  }
  // Code of an `eval` has a name instead of a path, which must not be taken for one in the working directory.
  const isName = scheme.test(file) || (isAbsolutePath(appFolder) && !isAbsolutePath(file));
  if (isName) return { origin: 'app', shortFile: file };
  // Other packages of a monorepo are a few folders up; paths that are farther away are clearer in full.
  const path = relative(appFolder, file);
  return { origin: 'app', shortFile: path === '' || path.startsWith('../../../') ? file : path };
}

/** The package that a path is in; undefined for the app's own files, and for Node's. */
export function packageOf(file: string): string | undefined {
  return inPackage.exec(file)?.[1]?.replace('\\', '/');
}

/**
 * The frame to show for `ran` when its source map leads to `written`. A map counts only within the package of the file
 * that ran, or within the app. Maps of dependencies often lead to where they were built (`../src`), which would look like
 * the app's files. The map of an app's bundle leads into `node_modules`, although the bundle is the app's.
 */
export function shownFor(ran: Frame, written: Frame): Frame {
  return packageFolderOf(written.file) === packageFolderOf(ran.file)
    ? written
    : { ...ran, name: written.name };
}

function packageFolderOf(file: string): string {
  const dependency = inPackage.exec(file);
  return dependency === null
    ? ''
    : file.slice(0, file.length - (dependency[2] as string).length).replace(/[\\/]$/, '');
}
