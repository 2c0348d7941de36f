/** An error with a status, under both names that frameworks look for. */
export class TeapotError extends Error {
  readonly status = 418;
  readonly statusCode = 418;
  readonly expose = true;

  constructor() {
    super('short and stout');
  }
}

export function throwNow(): never {
  throw new Error('thrown');
}

export async function rejectLater(): Promise<never> {
  await null;
  throw new Error('rejected');
}
