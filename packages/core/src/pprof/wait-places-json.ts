import { frameKey } from '../profile/frame-key.ts';
import type { TraceWait, WaitTarget } from '../profile/trace.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { columnsJson, type RowReader, readColumns } from './columns-json.ts';
import { damaged, type Json, list, whole } from './field-json.ts';
import { frameReader, targetReader } from './trace-rows.ts';

/** Where a trace waits, and for what: most traces of a route have the same. */
export type WaitPlace = WaitTarget & Pick<TraceWait, 'stack' | 'site'>;

/** `site` counts from 1, and 0 is none. `calls` is how many of the list of all stacks are its own. */
const placeReader: RowReader<WaitTarget & { readonly site: number; readonly calls: number }> = {
  ...targetReader,
  site: whole,
  calls: whole,
};

/** Numbers the different places of waits. */
export class PlaceNumbers {
  readonly #texts = new Numbers<string>();
  readonly #frames = new Numbers<Frame>();
  /** The numbers of frames by identity: building a key takes longer than all else. */
  readonly #known = new Map<Frame, number>();
  readonly #places = new Numbers<{ readonly place: WaitPlace; readonly stack: readonly number[] }>();

  numberOf(place: WaitPlace): number {
    const { kind, target, operation, library, site } = place;
    const stack = place.stack.map((frame) => this.#frameNumber(frame));
    // Of numbers: texts may be long.
    const texts = [target, operation, library].map((text) => this.#texts.of(text, text));
    return this.#places.of([kind, ...texts, site, ...stack].join(), { place, stack });
  }

  json(): Json {
    return {
      frames: columnsJson(this.#frames.items, frameReader),
      stacks: this.#places.items.flatMap(({ stack }) => stack),
      places: columnsJson(
        this.#places.items.map(({ place, stack }) => ({
          ...place,
          site: place.site + 1,
          calls: stack.length,
        })),
        placeReader,
      ),
    };
  }

  #frameNumber(frame: Frame): number {
    let number = this.#known.get(frame);
    if (number === undefined) this.#known.set(frame, (number = this.#frames.of(frameKey(frame), frame)));
    return number;
  }
}

/**
 * Reads what `PlaceNumbers` wrote; nothing in it is trusted.
 *
 * @throws ProfileFormatError when it is damaged.
 */
export function readPlaces(given: Json): WaitPlace[] {
  const frames = readColumns(given.frames, frameReader);
  const calls = takeInTurn(list(given.stacks).map((number) => frames[whole(number)] ?? damaged()));
  return readColumns(given.places, placeReader).map(({ calls: count, site, ...target }) => {
    const stack = calls(count);
    return site <= stack.length ? { ...target, stack, site: site - 1 } : damaged();
  });
}

/** Gives as many of the items as it is asked for, those after the ones that it has given. */
export function takeInTurn<Item>(items: readonly Item[]): (count: number) => readonly Item[] {
  let taken = 0;
  return (count) => {
    const from = taken;
    taken += count;
    return taken <= items.length ? items.slice(from, taken) : damaged();
  };
}

/** Different items, numbered in the order in which they are first seen. */
class Numbers<Item> {
  readonly items: Item[] = [];
  readonly #byKey = new Map<string, number>();

  of(key: string, item: Item): number {
    let number = this.#byKey.get(key);
    if (number === undefined) this.#byKey.set(key, (number = this.items.push(item) - 1));
    return number;
  }
}
