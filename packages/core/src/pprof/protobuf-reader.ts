import { ProfileFormatError } from './profile-format-error.ts';

const damaged = 'Get the file again, or check that it is a pprof profile.';
const wireVarint = 0;
const wireFixed64 = 1;
const wireBytes = 2;
const wireFixed32 = 5;

/** A `bigint` only where a number would not be exact: equal ids are equal keys. */
export type Id = number | bigint;

/** The id that was read as a signed number. */
export function idOf(value: number | bigint): Id {
  return value < 0 ? BigInt.asUintN(64, BigInt(value)) : value;
}

/**
 * Reads the fields of one protobuf message, without copying and without trusting a length.
 *
 * `pprof-format` can decode too, but accepts truncated values as shorter ones, and cannot skip fields above 15, as ours.
 */
export class ProtobufReader {
  readonly bytes: Uint8Array;
  /** The number of the field at which the reader stands. */
  field = 0;
  /** Where the field begins, its number included; `fieldEnd` is where it ends. */
  fieldStart = 0;
  /** Where the field's value begins and ends, when it has a length. */
  start = 0;
  end = 0;
  #at: number;
  readonly #limit: number;
  #wire = wireVarint;
  #value: number | bigint = 0;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.#at = start;
    this.#limit = end;
  }

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    if (this.#at >= this.#limit) return false;
    this.fieldStart = this.#at;
    const tag = this.#number(this.#varint());
    this.field = Math.floor(tag / 8);
    this.#wire = tag % 8;
    if (this.field === 0)
      throw new ProfileFormatError(`The profile has a field without a number. ${damaged}`);
    if (this.#wire === wireVarint) this.#value = this.#varint();
    else if (this.#wire === wireBytes) this.#take(this.#number(this.#varint()));
    else if (this.#wire === wireFixed64) this.#take(8);
    else if (this.#wire === wireFixed32) this.#take(4);
    else throw new ProfileFormatError(`The profile has a field of unknown kind ${this.#wire}. ${damaged}`);
    return true;
  }

  get fieldEnd(): number {
    return this.#at;
  }

  /** The field as a whole number from 0. */
  number(): number {
    return this.#number(this.int64());
  }

  /** The field as an id: any number of 64 bits, without a sign. */
  id(): Id {
    return idOf(this.int64());
  }

  /** The field as a signed number of 64 bits: a `bigint` only where a number would not be exact. */
  int64(): number | bigint {
    if (this.#wire !== wireVarint) throw this.#mistyped('a number');
    return this.#value;
  }

  /** The field as a message. */
  message(): ProtobufReader {
    this.expectBytes();
    return new ProtobufReader(this.bytes, this.start, this.end);
  }

  /** Checks that the field is text, bytes or a message: `start` and `end` say where. */
  expectBytes(): void {
    if (this.#wire !== wireBytes) throw this.#mistyped('text or a message');
  }

  /** Each number of a repeated field, packed or not. */
  eachNumber(take: (value: number | bigint) => void): void {
    if (this.#wire === wireVarint) {
      take(this.#value);
      return;
    }
    const packed = this.message();
    while (packed.#at < packed.#limit) take(packed.#varint());
  }

  #take(length: number): void {
    if (length > this.#limit - this.#at) throw cutOff();
    this.start = this.#at;
    this.end = this.#at = this.#at + length;
  }

  #number(value: number | bigint): number {
    if (typeof value === 'number' && value >= 0) return value;
    throw new ProfileFormatError(`The profile has a number that is out of range (${value}). ${damaged}`);
  }

  #varint(): number | bigint {
    const { bytes } = this;
    let value = 0;
    let factor = 1;
    // Seven bytes are 49 bits: exact as a number.
    for (let at = this.#at, length = 1; length <= 7; length++, at++) {
      if (at >= this.#limit) throw cutOff();
      const byte = bytes[at] as number;
      value += (byte & 0x7f) * factor;
      factor *= 128;
      if (byte < 0x80) {
        this.#at = at + 1;
        return value;
      }
    }
    return this.#longVarint();
  }

  #longVarint(): number | bigint {
    let value = 0n;
    for (let length = 0; length < 10; length++) {
      if (this.#at >= this.#limit) throw cutOff();
      const byte = this.bytes[this.#at++] as number;
      value |= BigInt(byte & 0x7f) << BigInt(7 * length);
      if (byte >= 0x80) continue;
      const signed = BigInt.asIntN(64, value);
      const exact = Number(signed);
      return Number.isSafeInteger(exact) ? exact : signed;
    }
    throw new ProfileFormatError(`The profile has a number of more than ten bytes. ${damaged}`);
  }

  #mistyped(wanted: string): ProfileFormatError {
    return new ProfileFormatError(`Field ${this.field} of the profile is not ${wanted}. ${damaged}`);
  }
}

function cutOff(): ProfileFormatError {
  return new ProfileFormatError(`The profile ends in the midst of a value. ${damaged}`);
}
