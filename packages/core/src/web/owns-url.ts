import { withoutOrigin } from '../record/route-name.ts';

/** Whether a URL is one of the report's, which is below `path`. A cheap check on every request. */
export function ownsUrl(path: string, url: string): boolean {
  const asked = withoutOrigin(url);
  return (
    asked.startsWith(path) && (asked.length === path.length || '/?'.includes(asked[path.length] as string))
  );
}
