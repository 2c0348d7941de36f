/** Whether `NODE_ENV` says production, in any of the ways that people write it: `production`, `Production `, `prod-eu`. */
export function isProduction(): boolean {
  return /^\s*prod/i.test(process.env.NODE_ENV ?? '');
}
