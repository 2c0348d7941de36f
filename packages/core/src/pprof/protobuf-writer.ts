const [varintKind, fixed64Kind, bytesKind] = [0, 1, 2];

/** A field of a protobuf message that has bytes, text or another message: its tag, its length, its contents. */
export function bytesField(field: number, contents: Uint8Array | string): Uint8Array {
  const bytes = typeof contents === 'string' ? Buffer.from(contents, 'utf8') : contents;
  return Buffer.concat([varints(field * 8 + bytesKind, bytes.length), bytes]);
}

/** A field that has another message, made of these fields. */
export function messageField(
  field: number,
  ...fields: readonly (Uint8Array | readonly Uint8Array[])[]
): Uint8Array {
  return bytesField(field, Buffer.concat(fields.flat() as Uint8Array[]));
}

const none = new Uint8Array(0);

/** A whole number that is not negative. 0 is what a reader takes where there is no field. */
export function numberField(field: number, value: number | bigint): Uint8Array {
  return value === 0 ? none : varints(field * 8 + varintKind, value);
}

/** A list of such numbers. */
export function numbersField(field: number, values: readonly (number | bigint)[]): Uint8Array {
  return values.length === 0 ? none : bytesField(field, varints(...values));
}

export function fixed64Field(field: number, value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varints(field * 8 + fixed64Kind), bytes]);
}

function varints(...values: readonly (number | bigint)[]): Uint8Array {
  const bytes: number[] = [];
  for (const value of values) {
    let rest = value;
    for (; rest > 0x7f; rest = typeof rest === 'bigint' ? rest >> 7n : Math.floor(rest / 128)) {
      bytes.push(Number(typeof rest === 'bigint' ? rest & 0x7fn : rest % 128) | 0x80);
    }
    bytes.push(Number(rest));
  }
  return Uint8Array.from(bytes);
}
