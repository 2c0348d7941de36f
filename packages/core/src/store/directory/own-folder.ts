import { promises } from 'node:fs';

/** Whether a path is a folder of this user, and no link to one: what another user owns is not changed. */
export async function isOwnFolder(path: string): Promise<boolean> {
  const found = await promises.lstat(path);
  const user = process.getuid?.();
  return found.isDirectory() && (user === undefined || found.uid === user);
}
