import { stepKinds, type Trace, type TraceStep, type TraceWait } from '../profile/trace.ts';
import { columnsJson, type RowReader, readColumns } from './columns-json.ts';
import { damaged, type Json, object, whole } from './field-json.ts';
import { blameReader, traceReader } from './trace-rows.ts';
import { PlaceNumbers, readPlaces, takeInTurn, type WaitPlace } from './wait-places-json.ts';

/** How many of the rows of all waits, all blame and all steps are the trace's own. */
interface OwnRows {
  readonly waits: number;
  readonly blame: number;
  readonly steps: number;
}

const ownReader: RowReader<OwnRows> = { waits: whole, blame: whole, steps: whole };
const traceRowReader = { ...traceReader, ...ownReader };

type WaitRow = Omit<TraceWait, keyof WaitPlace> & { readonly place: number };
const waitReader: RowReader<WaitRow> = {
  place: whole,
  operations: whole,
  micros: whole,
  parallelMicros: whole,
  threadMicros: whole,
};

/** `what` is the number of the step's kind, and four times that of its wait or blame, which counts from 1. */
const stepReader: RowReader<{ readonly what: number; readonly micros: number }> = {
  what: whole,
  micros: whole,
};

/** Traces as tables: each place of a wait stands there once, and a step takes two numbers. */
export function keptTracesJson(traces: readonly Trace[]): Json {
  const places = new PlaceNumbers();
  const waits = traces.flatMap((trace) =>
    trace.waits.map((wait): WaitRow => ({ ...wait, place: places.numberOf(wait) })),
  );
  return {
    traces: columnsJson(
      traces.map((trace) => ({
        ...trace,
        waits: trace.waits.length,
        blame: trace.blame.length,
        steps: trace.steps.length,
      })),
      traceRowReader,
    ),
    waits: columnsJson(waits, waitReader),
    blame: columnsJson(
      traces.flatMap(({ blame }) => blame),
      blameReader,
    ),
    steps: columnsJson(
      traces.flatMap(({ steps }) => steps.map(({ micros, ...step }) => ({ what: whatOf(step), micros }))),
      stepReader,
    ),
    ...places.json(),
  };
}

/**
 * Reads what `keptTracesJson` wrote; nothing in it is trusted.
 *
 * @throws ProfileFormatError when it is damaged.
 */
export function readKeptTraces(value: unknown): Trace[] {
  const given = object(value);
  const places = readPlaces(given);
  const waits = takeInTurn(
    readColumns(given.waits, waitReader).map(({ place, ...wait }) => ({
      ...(places[place] ?? damaged()),
      ...wait,
    })),
  );
  const blame = takeInTurn(readColumns(given.blame, blameReader));
  const steps = takeInTurn(readColumns(given.steps, stepReader));
  return readColumns(given.traces, traceRowReader).map((row) => {
    let startMicros = 0;
    return {
      ...row,
      waits: waits(row.waits),
      blame: blame(row.blame),
      steps: steps(row.steps).map(({ what, micros }) => {
        const { kind, wait, by } = readWhat(what, row);
        const step = { kind, startMicros, micros, wait, by };
        startMicros += micros;
        return step;
      }),
    };
  });
}

function whatOf({ kind, wait, by }: Pick<TraceStep, 'kind' | 'wait' | 'by'>): number {
  const number = kind === 'wait' ? wait : kind === 'queued' ? by : -1;
  return stepKinds.indexOf(kind) + stepKinds.length * (number + 1);
}

function readWhat(what: number, { waits, blame }: OwnRows): Pick<TraceStep, 'kind' | 'wait' | 'by'> {
  const kind = stepKinds[what % stepKinds.length] as TraceStep['kind'];
  const number = Math.floor(what / stepKinds.length) - 1;
  const wait = kind === 'wait' ? number : -1;
  const by = kind === 'queued' ? number : -1;
  return wait < waits && by < blame && number <= Math.max(wait, by) ? { kind, wait, by } : damaged();
}
