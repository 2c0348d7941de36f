import { isUrl } from './report-url.ts';

/**
 * The token for one of a command's addresses. `--token` is the secret of the first address and must not reach another
 * server; a second address can have its own `?token=`.
 */
export function tokenFor(
  address: string,
  addresses: readonly (string | undefined)[],
  token: string | undefined,
): string | undefined {
  const first = addresses.find((one) => one !== undefined && isUrl(one));
  return first !== undefined && originOf(address) === originOf(first) ? token : undefined;
}

function originOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).origin : undefined;
}
