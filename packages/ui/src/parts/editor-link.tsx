import { signal } from '@preact/signals';
import { anonymousName } from '../../../core/src/sample/anonymous.ts';

/** Where a function begins, with the full path. */
export interface CodePlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** The URL schemes of editors. */
const editors: Readonly<Record<string, (place: CodePlace) => string>> = {
  'VS Code': inVsCode,
  Cursor: (place) => `cursor://file${at(place)}`,
  Zed: (place) => `zed://file${at(place)}`,
  WebStorm: ({ path, line }) => `webstorm://open?file=${encodeURIComponent(path)}&line=${line}`,
};

function inVsCode(place: CodePlace): string {
  return `vscode://file${at(place)}`;
}

function at({ path, line, column }: CodePlace): string {
  const place = `${path.startsWith('/') ? '' : '/'}${path}:${line}:${Math.max(1, column)}`;
  return encodeURI(place).replace(/[?#]/g, encodeURIComponent);
}

const key = 'routeprof editor';
const chosen = signal(remembered());

/** Opens code in the editor that the reader has chosen; the browser remembers which. */
export function EditorLink({ place }: { readonly place: CodePlace }) {
  const open = editors[chosen.value] ?? inVsCode;
  return (
    <span class="choices">
      <a class="button" href={open(place)}>
        Open in editor
      </a>
      <select
        aria-label="Editor"
        value={chosen.value}
        onChange={(event) => {
          chosen.value = event.currentTarget.value;
          remember(chosen.value);
        }}
      >
        {Object.keys(editors).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </span>
  );
}

/** The place in a function's id, `name /full/path.ts:12:7`; undefined if there is no file to open. */
export function codePlaceOf(id: string, name: string): CodePlace | undefined {
  // Reports show a label for functions without a name.
  const inId = id.startsWith(`${anonymousName} `) ? anonymousName : name;
  const [, path = '', line, column] = /^(.*?):(\d+)(?::(\d+))?$/s.exec(id.slice(inId.length + 1)) ?? [];
  if (!/^(\/|[A-Za-z]:[\\/])/.test(path)) return undefined;
  return { path, line: Number(line), column: Number(column ?? 1) };
}

function remembered(): string {
  try {
    const name = localStorage.getItem(key) ?? '';
    return Object.hasOwn(editors, name) ? name : 'VS Code';
  } catch {
    return 'VS Code';
  }
}

function remember(name: string): void {
  try {
    localStorage.setItem(key, name);
  } catch {
    // A sandboxed saved page has no storage.
  }
}
