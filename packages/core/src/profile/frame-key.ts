import type { Frame } from '../sample/stack-tree.ts';

/**
 * Equal for equal frames. Sorts by file and name. With the file's length at the end, a name cannot be taken for a part of
 * a file.
 */
export function frameKey({ file, name, line, column }: Frame): string {
  return `${file}\0${name}\0${line}\0${column}\0${file.length}`;
}
