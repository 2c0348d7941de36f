import { basename } from 'node:path';
import { anonymousName } from '../sample/anonymous.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { isAbsolutePath } from './source-files.ts';
import type { AskedCode } from './source-map-messages.ts';

/** A function as reports show it: one without a name has a label. Its id, comparisons and exports know only its name. */
export interface LabelledFrame extends Frame {
  readonly label?: string;
}

/** A function's name as people read it. */
export function shownName({ name, label }: LabelledFrame): string {
  return label ?? name;
}

export interface FunctionLabels {
  /**
   * `positions` with labels for functions without a name: what they are passed to, if the source shows it, else their
   * position.
   *
   * @param ran The same frames as V8 names them.
   */
  label(
    ran: readonly Frame[],
    positions: readonly Frame[],
    hasMap: (file: string) => boolean,
  ): Promise<readonly LabelledFrame[]>;
}

type AskLabels = (
  codes: readonly AskedCode[],
) => Promise<readonly (readonly (string | undefined)[])[] | undefined>;
/** The file that may be read for a path, or why it may not. */
export type Readable = { readonly file: string } | { readonly refused: string };
type FindReadable = (path: string, ran: string) => Promise<Readable>;

/** How many labels are cached; an app has far fewer functions. */
const mostKept = 20_000;
/** Functions in further files are labelled by their position until the next report. */
const mostFilesAtOnce = 200;
/** Beyond this column, a line number says too little. */
const longLine = 200;

/** @param ask Reads code in another thread, never on the event loop. */
export function createFunctionLabels(ask: AskLabels, findReadable: FindReadable): FunctionLabels {
  /** By file and position; `''` if the source does not show what a function is passed to. */
  const known = new Map<string, string>();

  async function learn(
    ran: readonly Frame[],
    positions: readonly Frame[],
    hasMap: (file: string) => boolean,
  ): Promise<void> {
    const byFile = new Map<string, { ran: string; frames: Map<string, Frame> }>();
    positions.forEach((position, i) => {
      const key = keyOf(position);
      if (position.name !== anonymousName || position.line < 1 || known.has(key)) return;
      const ranFile = (ran[i] as Frame).file;
      if (!isAbsolutePath(ranFile)) return;
      const fileKey = `${ranFile}\n${position.file}`;
      let group = byFile.get(fileKey);
      if (group === undefined) {
        if (byFile.size >= mostFilesAtOnce) return;
        byFile.set(fileKey, (group = { ran: ranFile, frames: new Map() }));
      }
      group.frames.set(key, position);
    });
    if (byFile.size === 0) return;
    const groups = [...byFile.values()].sort((a, b) => (a.ran < b.ran ? -1 : 1));
    const codes = await Promise.all(
      groups.map(async ({ ran: ranFile, frames }): Promise<AskedCode> => {
        const inIt = [...frames.values()];
        const source = (inIt[0] as Frame).file;
        const readable = isAbsolutePath(source)
          ? await findReadable(source, ranFile).catch(() => undefined)
          : undefined;
        return {
          mapped: hasMap(ranFile) ? ranFile : undefined,
          source,
          path: readable !== undefined && 'file' in readable ? readable.file : undefined,
          positions: inIt.map(({ line, column }) => ({ line: line - 1, column: Math.max(0, column - 1) })),
        };
      }),
    );
    const answers = await ask(codes);
    if (known.size > mostKept) known.clear();
    groups.forEach(({ frames }, i) => {
      [...frames.keys()].forEach((key, at) => {
        known.set(key, answers?.[i]?.[at] ?? '');
      });
    });
  }

  return {
    async label(ran, positions, hasMap) {
      await learn(ran, positions, hasMap);
      return positions.map((position) => {
        if (position.name !== anonymousName || position.line < 1) return position;
        return { ...position, label: known.get(keyOf(position)) || placeLabel(position) };
      });
    },
  };
}

function keyOf({ file, line, column }: Frame): string {
  return `${file}:${line}:${column}`;
}

function placeLabel({ file, line, column }: Frame): string {
  const place = `${basename(file.replaceAll('\\', '/'))}:${line}`;
  return `${anonymousName} ${column > longLine ? `${place}:${column}` : place}`;
}
