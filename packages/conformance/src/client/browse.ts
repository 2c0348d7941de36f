import { type Answer, type Ask, ask, type Listening } from './http.ts';

/** The page that a browser ends up on, and its path. */
export interface Visit extends Answer {
  readonly path: string;
  /** The paths that a browser would have shown on the way. */
  readonly redirects: readonly string[];
}

const mostRedirects = 5;

/** Opens a URL as a browser does: asks for HTML, and follows redirects, which must be relative. */
export async function browse(server: Listening, first: string | Ask): Promise<Visit> {
  let question: Ask = typeof first === 'string' ? { path: first } : first;
  const redirects: string[] = [];
  let cookies = '';
  for (;;) {
    const headers = { accept: 'text/html', ...question.headers, ...(cookies && { cookie: cookies }) };
    const answer = await ask(server, { ...question, headers });
    const { location } = answer.headers;
    cookies = answer.headers['set-cookie']?.split(';')[0] ?? cookies;
    if (location === undefined) return { ...answer, path: question.path, redirects };
    if (/^([a-z]+:|\/)/i.test(location)) throw new Error(`The redirect is not relative: ${location}`);
    if (redirects.push(location) > mostRedirects)
      throw new Error(`Redirected in a circle: ${redirects.join(' → ')}`);
    const keep = answer.status === 307 || answer.status === 308;
    question = { ...(keep && question), path: resolve(question.path, location) };
  }
}

/** The paths of a page's links, forms and files, without external links. */
export function linksOf({ body, path }: Visit): string[] {
  const targets = [...body.matchAll(/\s(?:href|src|action)="([^"]*)"/g)].map(([, target]) =>
    target!.replaceAll('&amp;', '&'),
  );
  return [
    ...new Set(targets.filter((target) => !/^[a-z]+:/i.test(target)).map((target) => resolve(path, target))),
  ];
}

function resolve(base: string, relative: string): string {
  const { pathname, search } = new URL(relative, new URL(base, 'http://localhost'));
  return pathname + search;
}
