/** A question that cannot be answered as asked. The message says what is allowed. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}
