/** Of a package.json; nobody has checked it. */
export interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
}

/** Reads a package.json. Like npm and Node it skips a byte order mark. Throws for what is not JSON. */
export function parseManifest(text: string): Manifest {
  return JSON.parse(text.replace(/^\uFEFF/, ''));
}
