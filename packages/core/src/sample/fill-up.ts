/**
 * Adds `micros` to the amounts that are below their limit, in proportion to what each has room for.
 *
 * @returns what did not fit.
 */
export function fillUp(amounts: Float64Array, limits: Float64Array, micros: number): number {
  let room = 0;
  for (let i = 0; i < amounts.length; i++) room += roomOf(i);
  if (micros <= 0 || room <= 0) return micros;
  const share = Math.min(1, micros / room);
  for (let i = 0; i < amounts.length; i++) amounts[i] = (amounts[i] as number) + share * roomOf(i);
  return micros - share * room;

  function roomOf(i: number): number {
    return Math.max(0, (limits[i] as number) - (amounts[i] as number));
  }
}
