/** The parts, rounded so that they add up to the rounded whole; each is off by at most 1. */
export function roundedParts(parts: readonly number[]): number[] {
  let sum = 0;
  let given = 0;
  return parts.map((part) => {
    sum += part;
    const whole = Math.round(sum) - given;
    given += whole;
    return whole;
  });
}
