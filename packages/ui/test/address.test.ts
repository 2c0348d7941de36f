import { describe, expect, test } from 'vitest';
import { changed, parseAddress, queryOf } from '../src/data/address.ts';
import { downloadOf, exportOf, questionOf } from '../src/data/question.ts';

describe('address', () => {
  test('goes into a query string and comes back the same', () => {
    const query =
      '?view=flame&route=GET+%2Fa%2F%3Aid&filter=x&zoom=1abc&fold=packages.invert&weight=wall&theme=dark';
    expect(queryOf(parseAddress(query))).toBe(query);
  });

  test('what is at its default, or unknown, is not there', () => {
    expect(queryOf(parseAddress('?view=routes&nonsense=1'))).toBe('?');
    expect(parseAddress('?view=callers').view).toBe('functions');
    expect(parseAddress('?view=%00').view).toBe('routes');
    expect(parseAddress('?weight=tons').weight).toBe('cpu');
  });

  test('another view or route leaves behind what belongs to the old one', () => {
    const from = parseAddress('?view=flame&filter=x&zoom=1abc&theme=dark&route=GET+%2F');
    expect(queryOf(changed(from, { view: 'functions' }))).toBe('?view=functions&route=GET+%2F&theme=dark');
    expect(changed(from, { route: '' })).toMatchObject({ zoom: '', filter: 'x' });
    expect(changed(from, { filter: 'y' })).toMatchObject({ zoom: '1abc', filter: 'y' });
  });

  test('the function that a flame graph is of belongs to that view, and the zoom to the function', () => {
    const from = parseAddress('?view=flame&zoom=1abc');
    const rooted = changed(from, { root: 'pay a.ts:1' });
    expect(queryOf(rooted)).toBe('?view=flame&root=pay+a.ts%3A1');
    expect(queryOf(changed(rooted, { view: 'functions' }))).toBe('?view=functions');
    expect(
      queryOf(changed(parseAddress('?view=functions&filter=x'), { view: 'flame', root: 'pay a.ts:1' })),
    ).toBe('?view=flame&root=pay+a.ts%3A1');
    expect(parseAddress('?view=flame&nodes=5').nodes).toBe('');
  });
});

describe('time, version, process and service', () => {
  const part = 'theme=dark&from=-1h&to=-5m&version=2&process=p&service=s&base=version%3A1';

  test('are in the address, and stay from view to view', () => {
    const from = parseAddress(`?view=compare&${part}`);
    expect(queryOf(from)).toBe(`?view=compare&${part}`);
    expect(queryOf(changed(from, { view: 'functions' }))).toBe(`?view=functions&${part}`);
  });

  test('another service has versions, processes and routes of its own', () => {
    const from = parseAddress(`?route=GET+%2F&${part}`);
    expect(queryOf(changed(from, { service: '*' }))).toBe('?theme=dark&from=-1h&to=-5m&service=*');
  });

  test('the server is asked for them; for what to compare with only where it compares', () => {
    const from = parseAddress(`?view=functions&${part}`);
    expect(questionOf(from)).toBe(
      './?view=functions&format=json&from=-1h&to=-5m&version=2&process=p&service=s&limit=2000',
    );
    expect(questionOf({ ...from, view: 'flame' })).toContain('&base=version%3A1&');
    expect(questionOf({ ...from, view: 'compare', base: '' })).toContain('view=routes&');
    expect(exportOf(from, 'pprof')).toBe('./?format=pprof&from=-1h&to=-5m&version=2&process=p&service=s');
  });
});

describe('question', () => {
  test('typing, sorting and zooming ask the server nothing new', () => {
    const from = parseAddress('?view=functions&route=GET+%2F');
    expect(questionOf(changed(from, { filter: 'x', sort: 'total', zoom: '1', theme: 'dark' }))).toBe(
      questionOf(from),
    );
  });

  test('the flame graph of a function, and more of it, are questions of their own', () => {
    const from = parseAddress('?view=flame&root=pay+a.ts%3A1&nodes=100000');
    expect(questionOf(from)).toBe('./?view=flame&format=json&root=pay+a.ts%3A1&nodes=100000&limit=100');
    expect(questionOf({ ...from, view: 'routes' })).not.toContain('root');
  });

  test('a download has the filter and the order of the screen', () => {
    const query = downloadOf(parseAddress('?view=functions&filter=x&sort=total'), 'text');
    expect(query).toBe('./?view=functions&format=text&limit=100&filter=x&sort=total');
    expect(downloadOf(parseAddress('?filter=+x+'), 'text')).toContain('&filter=x');
  });

  test('what a pattern matches is asked for where something can be searched', () => {
    const pattern = { filter: '/^a/' };
    for (const view of ['routes', 'functions', 'flame', 'compare&base=-2h..-1h'])
      expect(questionOf({ ...parseAddress(`?view=${view}`), ...pattern })).toContain('&filter=%2F%5Ea%2F');
    for (const view of ['pivot', 'source', 'compare'])
      expect(questionOf({ ...parseAddress(`?view=${view}`), ...pattern })).not.toContain('filter');
  });
});
