/** A query that cannot be answered. The message says what is allowed. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}
