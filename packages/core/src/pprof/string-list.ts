import { checkCount } from './bounds.ts';
import { missing } from './missing.ts';
import type { ProtobufReader } from './protobuf-reader.ts';

/** The string table. A text is decoded when it is first used, and only once. */
export class StringList {
  readonly #bytes: Buffer;
  readonly #bounds: number[] = [];
  readonly #texts: (string | undefined)[] = [];
  readonly #places = new Map<string, number>();

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  add(field: ProtobufReader): void {
    field.expectBytes();
    this.#bounds.push(field.start, field.end);
    checkCount('texts', this.#bounds.length / 2);
  }

  at(index: number): string {
    const known = this.#texts[index];
    if (known !== undefined) return known;
    const start = this.#bounds[2 * index];
    if (start === undefined) {
      // Profiles without names may leave the table out.
      if (index === 0) return '';
      return missing('text', index);
    }
    return (this.#texts[index] = this.#bytes.toString('utf8', start, this.#bounds[2 * index + 1]));
  }

  /** A number that equal texts share. */
  place(index: number): number {
    const text = this.at(index);
    let place = this.#places.get(text);
    if (place === undefined) this.#places.set(text, (place = index));
    return place;
  }
}
