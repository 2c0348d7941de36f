import type { CallTree } from '../../src/profile/call-tree.ts';
import type { Window } from '../../src/profile/window.ts';

/** Protobuf by hand: also what no encoder writes. */
type Bytes = readonly number[];

export function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

export function number(field: number, value: number | bigint): number[] {
  return [...varint(field * 8), ...varint(value)];
}

/** A text, a message or packed numbers. */
export function part(field: number, contents: Bytes | string): number[] {
  const bytes = typeof contents === 'string' ? [...Buffer.from(contents)] : contents;
  return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
}

/** A message of numbers: their fields, and what is there. */
export function row(field: number, values: Readonly<Record<number, number | bigint>>): number[] {
  return part(
    field,
    Object.entries(values).flatMap(([key, value]) => number(Number(key), value)),
  );
}

/** A profile of these fields, and of the texts that they ask for. */
export function rawProfile(make: (text: (value: string) => number) => readonly Bytes[]): Uint8Array {
  const texts = new Map([['', 0]]);
  const parts = make((value) => {
    if (!texts.has(value)) texts.set(value, texts.size);
    return texts.get(value) as number;
  });
  return Uint8Array.from([...parts, ...[...texts.keys()].map((value) => part(6, value))].flat());
}

/** The same, of CPU time in nanoseconds. */
export function rawCpuProfile(make: (text: (value: string) => number) => readonly Bytes[]): Uint8Array {
  return rawProfile((text) => [row(1, { 1: text('cpu'), 2: text('ns') }), ...make(text)]);
}

export function sample(locations: Bytes, values: readonly (number | bigint)[], ...labels: Bytes[]): number[] {
  return part(2, [
    ...part(1, locations.flatMap(varint)),
    ...part(2, values.flatMap(varint)),
    ...labels.flat(),
  ]);
}

/** Functions and their locations, numbered from 1. */
export function functionsOf(text: (value: string) => number, ...names: string[]): number[] {
  return names.flatMap((name, i) => [
    ...row(5, { 1: i + 1, 2: text(name) }),
    ...part(4, [...number(1, i + 1), ...row(4, { 1: i + 1 })]),
  ]);
}

/** What each stack of a tree has, and each leaf, by its functions from the outermost on. */
export function stacksIn({ frames }: Window, tree: CallTree | undefined): Record<string, number[]> {
  const stacks: Record<string, number[]> = {};
  const paths: string[] = [];
  const { parent, frame, columns } = tree as CallTree;
  for (let node = 0; node < parent.length; node++) {
    const name = frames[frame[node] as number]?.name ?? '';
    paths.push(node === 0 ? '' : `${paths[parent[node] as number]}/${name}`);
    const values = columns.map((column) => column[node] as number);
    if (!parent.includes(node) || values.some((value) => value !== 0)) stacks[paths[node] as string] = values;
  }
  return stacks;
}
