// The thread that reads source maps. It is started from its text, so it imports only types and the files that
// `build/embed-worker.ts` puts into the same text.
import { callbackLabels } from './callback-labels.ts';
import { type MapPositions, positionsOf, writtenPosition } from './map-positions.ts';
import { contentIn, type FoundMap, findMap, readStart, TooLarge } from './read-source-map.ts';
import type {
  AnsweredFile,
  AskedCode,
  AskedPosition,
  MapAnswer,
  MapLimits,
  MapQuestion,
} from './source-map-messages.ts';

const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
const limits: MapLimits = workerData;

/** The last one used comes last. */
const kept = new Map<string, MapPositions>();
let keptBytes = 0;

function knownMap(file: string): MapPositions | undefined {
  const known = kept.get(file);
  if (known !== undefined) {
    kept.delete(file);
    kept.set(file, known);
    return known;
  }
  const found = findMap(file, limits.maxFileBytes);
  if (found === undefined) return undefined;
  const map = positionsOf(found);
  if (map.bytes > limits.maxKeptBytes) return map;
  kept.set(file, map);
  keptBytes += map.bytes;
  for (const [oldest, { bytes }] of kept) {
    if (keptBytes <= limits.maxKeptBytes) break;
    kept.delete(oldest);
    keptBytes -= bytes;
  }
  return map;
}

function answerFile(file: string, positions: readonly AskedPosition[]): AnsweredFile {
  try {
    const map = knownMap(file);
    if (map === undefined) return { kind: 'unmapped' };
    return { kind: 'mapped', positions: positions.map((position) => writtenPosition(map, position)) };
  } catch (error) {
    return { kind: 'unread', ...(error instanceof TooLarge ? { problem: error.message } : {}) };
  }
}

function contentOf(file: string, source: string): string | undefined {
  const found = findMap(file, limits.maxFileBytes);
  return found && contentIn(found, source)?.slice(0, limits.maxContentLength);
}

/** Maps are parsed again for each question, so larger ones are skipped: their sources are often in files. */
const mostLabelledMapBytes = 4 * 1024 * 1024;

function answerLabels(codes: readonly AskedCode[]): (string | undefined)[][] {
  let last: { readonly file: string; readonly found: FoundMap | undefined } | undefined;
  const contained = (file: string, source: string): string | undefined => {
    if (last?.file !== file) {
      last = { file, found: orNothing(() => findMap(file, mostLabelledMapBytes)) };
    }
    return last.found && contentIn(last.found, source)?.slice(0, limits.maxContentLength);
  };
  return codes.map(({ mapped, source, path, positions }) => {
    const code =
      (mapped === undefined ? undefined : orNothing(() => contained(mapped, source))) ??
      (path === undefined ? undefined : orNothing(() => readStart(path, limits.maxContentLength)));
    return callbackLabels(code ?? '', positions);
  });
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function answer(question: MapQuestion): MapAnswer {
  switch (question.kind) {
    case 'positions': {
      const { kind, file, positions } = question;
      return { kind, file: answerFile(file, positions) };
    }
    case 'content': {
      const { kind, file, source } = question;
      return { kind, content: orNothing(() => contentOf(file, source)) };
    }
    case 'labels':
      return { kind: question.kind, labels: answerLabels(question.codes) };
  }
}

parentPort?.on('message', (question: MapQuestion) => parentPort.postMessage(answer(question)));
