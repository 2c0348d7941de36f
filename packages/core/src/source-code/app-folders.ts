import { dirname, join, relative } from 'node:path';
import type { Frame } from '../sample/stack-tree.ts';
import { fileOriginOf } from './origin.ts';

/**
 * The folders of one app that is deployed in two places, `/srv/a` and `/srv/b`: the folders below which the most files
 * have the same paths, and of these the deepest.
 */
export function findAppFolders(
  base: readonly Frame[],
  head: readonly Frame[],
): { readonly base: string; readonly head: string } {
  const [before, after] = [appFiles(base), appFiles(head)];
  let best = { base: commonFolder(before), head: commonFolder(after), same: 0 };
  for (const baseFolder of upwards(best.base)) {
    const known = new Set(before.map((file) => relative(baseFolder, file)));
    for (const headFolder of upwards(commonFolder(after))) {
      const same = after.filter((file) => known.has(relative(headFolder, file))).length;
      if (same > best.same) best = { base: baseFolder, head: headFolder, same };
    }
  }
  return { base: best.base, head: best.head };
}

/** The app's folder for the files of `base`, where it is `headFolder` for those of `head`: it may have moved. */
export function folderLike(headFolder: string, base: readonly Frame[], head: readonly Frame[]): string {
  const folders = findAppFolders(base, head);
  return join(folders.base, relative(folders.head, headFolder));
}

function appFiles(frames: readonly Frame[]): string[] {
  const byFile = new Map(frames.map((frame) => [frame.file, frame]));
  return [...byFile.values()]
    .filter((frame) => fileOriginOf(frame, '/').origin === 'app')
    .map(({ file }) => file);
}

function commonFolder(files: readonly string[]): string {
  let folder = dirname(files[0] ?? '/');
  for (const file of files) {
    while (!isWithin(file, folder)) folder = dirname(folder);
  }
  return folder;
}

function isWithin(file: string, folder: string): boolean {
  return folder === dirname(folder) || file.startsWith(`${folder}/`) || file.startsWith(`${folder}\\`);
}

function upwards(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}
