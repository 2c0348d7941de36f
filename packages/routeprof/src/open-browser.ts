import { spawn } from 'node:child_process';

/** Opens a page in the user's browser. Does nothing where there is no desktop. */
export function openInBrowser(url: string): void {
  const [command, ...words] = opener(url);
  const child = spawn(command, words, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function opener(url: string): [command: string, ...words: string[]] {
  if (process.platform === 'darwin') return ['open', url];
  return process.platform === 'win32' ? ['explorer', url] : ['xdg-open', url];
}
