import { promises } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../code-of.ts';
import { isServiceFolder, serviceFile, serviceFolder } from './names.ts';

/** A directory is for the services of one machine: more folders than this are not ours. */
const mostServices = 1_000;
const mostNameBytes = 10_000;

/** Names of all services that have a folder in `dir`, sorted. */
export async function servicesIn(dir: string): Promise<string[]> {
  const folders = (await foldersIn(dir)).slice(0, mostServices);
  const names = await Promise.all(folders.map((folder) => serviceIn(dir, folder)));
  return names.flatMap((name) => name ?? []).sort();
}

async function foldersIn(dir: string): Promise<string[]> {
  try {
    return (await promises.readdir(dir)).filter(isServiceFolder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** `undefined` for a folder that is not a service's, or that this user may not read. */
async function serviceIn(dir: string, folder: string): Promise<string | undefined> {
  const file = join(dir, folder, serviceFile);
  try {
    const found = await promises.lstat(file);
    if (!found.isFile() || found.size > mostNameBytes) return undefined;
    const { service } = JSON.parse(await promises.readFile(file, 'utf8'));
    return typeof service === 'string' && serviceFolder(service) === folder ? service : undefined;
  } catch {
    return undefined;
  }
}
