import { describe, expect, test } from 'vitest';
import { isAboutFunction, views } from '../../src/query/query.ts';
import { renderHtml } from '../../src/render/html.ts';
import { callRow, emptyModel, functionRow, shopModel } from './fixture.ts';
import { attributes, links, texts } from './read-html.ts';

const page = { icon: 'assets/icon-0123456789ab.svg', stylesheet: 'assets/page-0123456789ab.css' };

test('is a whole page', () => {
  const html = renderHtml(shopModel(), page);
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">/);
  expect(html).toContain('<title>routes · shop 1.4.2 · routeprof</title>');
  expect(html).toContain('<link rel="icon" type="image/svg+xml" href="assets/icon-0123456789ab.svg">\n');
  expect(html).toContain('<link rel="stylesheet" href="assets/page-0123456789ab.css">\n</head>');
  expect(html).toContain('<h1><bdi>shop 1.4.2</bdi></h1>');
  expect(html.trimEnd()).toMatch(/<\/html>$/);
});

test('says who was measured', () => {
  const facts = texts(renderHtml(shopModel(), page), 'dd');
  expect(facts.slice(0, 10)).toEqual([
    'pid 41233',
    'v24.11.0',
    'async-context',
    '1000 Hz',
    '2026-03-01 12:00:03 to 12:00:33 UTC',
    '30.0 s',
    '19.6 s (65.3% of a core)',
    '7\u202f811',
    '31',
    '19\u202f512',
  ]);
});

test('draws where the time goes, and says it', () => {
  const html = renderHtml(shopModel(), page);
  expect(html).toContain(
    'aria-label="Routes 58.0%, Background 3.6%, Garbage collection 3.2%, Profiler 0.7%, Idle 34.5%"',
  );
  const widths = [...html.matchAll(/<rect class="fill-\w+" x="([\d.]+)%" width="([\d.]+)%"/g)];
  expect(widths.map(([, x, width]) => [x, width])).toEqual([
    ['0', '58'],
    ['58', '3.6'],
    ['61.6', '3.2'],
    ['64.8', '0.7'],
    ['65.5', '34.5'],
  ]);
  expect(links(html)).toContain('?view=functions&route=%28background%29');
});

describe('routes', () => {
  const html = renderHtml(shopModel({ limit: 25, filter: 'o' }), page);

  test('lead to their functions; a filter on routes stays behind', () => {
    expect(html).toContain(
      '<a href="?view=functions&amp;route=POST+%2Fcheckout&amp;limit=25"><span class="method"><bdi>POST</bdi></span> <bdi>/<wbr>checkout</bdi></a>',
    );
  });

  test('can be sorted by their heads', () => {
    expect(links(html)).toContain('?sort=p95&limit=25&filter=o');
    expect(html.match(/aria-sort="descending"/g)).toHaveLength(1);
    expect(html.match(/class="arrow"/g)).toHaveLength(1);
    expect(renderHtml(shopModel({ sort: 'route' }), page)).toContain('aria-sort="ascending"');
  });

  test('stand in a table that can be read aloud', () => {
    expect(html).toContain('role="region" aria-labelledby="table-title" tabindex="0"');
    expect(html).toMatch(/<caption>.*Routes, by CPU.*<\/caption>/);
    expect(html.match(/<th scope="row"/g)).toHaveLength(12);
    expect(html.match(/<th scope="col"/g)).toHaveLength(16);
    expect(texts(html, 'th').filter((text) => /^(CPU|Latency|Requests)$/.test(text))).toHaveLength(3);
  });

  test('show errors as bad, and zeros as nothing to look at', () => {
    expect(html).toContain('<td class="number alarm">27</td>');
    expect(html).toContain('<td class="number zero">0</td>');
  });
});

describe('functions', () => {
  const html = renderHtml(shopModel({ view: 'functions', route: 'POST /checkout', full: true }), page);

  test('lead to their callers, within the route', () => {
    expect(links(html)).toContain(
      '?view=callers&route=POST+%2Fcheckout&filter=scoreProduct+src%2Fsearch%2Fscore.ts%3A41&full=1',
    );
  });

  test('say whose code they are', () => {
    expect(html).toContain('<span class="origin origin-dependency"><bdi>@hapi/some-long-scope</bdi></span>');
    expect(html).toContain('<span class="origin origin-node"><bdi>Node</bdi></span>');
  });

  test('draw self over total', () => {
    // pbkdf2Sync: 7.34 s and 7.31 s of the route's 8.12 s.
    expect(html).toContain(
      '<rect class="bar-back" width="90.39%" height="100%"/><rect class="bar-front" width="90.02%" height="100%"/>',
    );
  });

  test('can be asked about in a form that keeps the question', () => {
    expect(html).toContain('<form class="controls" method="get" action="?"');
    expect(html).toContain('<input type="hidden" name="view" value="functions">');
    expect(html).toContain('<option value="POST /checkout" selected>POST /checkout</option>');
    expect(html).toContain('<option value="(profiler)">(profiler)</option>');
    expect(html).toContain('<option value="self" selected>self CPU</option>');
    expect(html).toContain('name="full" value="1" checked');
    expect(html).toContain('name="limit" value="100"');
  });

  test('tell a function from another with nearly its name', () => {
    const functions = [
      functionRow('/x/', '', 0, 1, 1, 'native'),
      functionRow('n'.repeat(2_000), 'f', 1, 1, 1),
    ];
    const all = links(renderHtml(shopModel({ view: 'functions' }, { functions }), page));
    expect(all).toContain('?view=callers&filter=%2Fx%2F+%3A0');
    expect(all).toContain(`?view=callers&filter=${'n'.repeat(1_000)}`);
  });
});

describe('calls', () => {
  test('stand below their function', () => {
    const html = renderHtml(shopModel({ view: 'callers' }), page);
    expect(html.match(/<tbody class="calls">/g)).toHaveLength(60);
    expect(links(html)).toContain('?view=callers&filter=rankProducts+src%2Fsearch%2Frank.ts%3A12');
    expect(links(html)).toContain('?view=callees&filter=scoreProduct+src%2Fsearch%2Fscore.ts%3A41');
    expect(html).toContain('<span class="share">93.4%</span>');
    expect(links(renderHtml(shopModel({ view: 'callees' }), page))).toContain(
      '?view=callees&filter=tokenize+src%2Fsearch%2Ftokens.ts%3A8',
    );
  });

  test('the event loop is no function to click', () => {
    const functions = [
      functionRow('main', 'a.ts', 1, 1, 2, 'app', { callers: [callRow('(root)', '', 0, 2)] }),
    ];
    const html = renderHtml(shopModel({ view: 'callers' }, { functions }), page);
    expect(html).toContain('<span class="faint">(event loop)</span>');
    expect(html).not.toContain('root');
  });
});

test('every view has its tab, its other formats, and one current tab', () => {
  const tabs = views.filter((view) => view !== 'compare');
  for (const view of tabs) {
    const html = renderHtml(shopModel({ view }), page);
    expect(html.match(/aria-current="page"/g)).toHaveLength(1);
    // Views of one function have tabs once there is one, which all links then remember.
    const rest = isAboutFunction(view) ? '&function=scoreProduct+src%2Fsearch%2Fscore.ts%3A41%3A7' : '';
    const own = view === 'routes' ? '?' : `?view=${view}${rest}&`;
    for (const format of ['text', 'markdown', 'json'])
      expect(links(html)).toContain(`${own}format=${format}`);
    for (const other of tabs.filter((one) => rest !== '' || !isAboutFunction(one))) {
      expect(links(html)).toContain(other === 'routes' ? `?${rest.slice(1)}` : `?view=${other}${rest}`);
    }
  }
});

test('a sort of one kind of row is not taken to the other', () => {
  expect(links(renderHtml(shopModel({ sort: 'p95' }), page))).toContain('?view=functions');
  const all = links(renderHtml(shopModel({ view: 'functions', sort: 'file', route: 'GET /search' }), page));
  expect(all).toContain('?');
  expect(all).toContain('?view=callers&route=GET+%2Fsearch&sort=file');
});

test('changes are made by POST, to addresses beside the page, and remember the view', () => {
  const actions = (html: string) => attributes(html, 'form', 'action');
  expect(actions(renderHtml(shopModel(), page))).toEqual(['pause', 'clear', '?']);
  const status = { ...shopModel().status, paused: true };
  expect(actions(renderHtml(shopModel({ view: 'functions' }, { status }), page))).toEqual([
    'resume?view=functions',
    'clear?view=functions',
    '?',
  ]);
  expect(attributes(renderHtml(shopModel(), page), 'form', 'method')).toEqual(['post', 'post', 'get']);
});

test('says how much is shown, and offers more', () => {
  const counts = (all: number, matched: number, shown: number) => {
    const rows = { all, matched, shown };
    return { counts: { routes: rows, functions: rows } };
  };
  const html = renderHtml(shopModel({ view: 'functions', limit: 25 }, counts(812, 812, 25)), page);
  expect(html).toContain('<p>25 of 812 functions shown; limit=25</p>');
  expect(html).toContain('<b>25</b>');
  for (const link of ['?view=functions', '?view=functions&limit=200', '?view=functions&limit=812']) {
    expect(links(html)).toContain(link);
  }
  expect(renderHtml(shopModel({ limit: 3 }, counts(12, 12, 3)), page)).toContain('>all 12</a>');
  expect(renderHtml(shopModel({}, counts(12, 12, 12)), page)).not.toContain('class="limits"');
  expect(renderHtml(shopModel({}, counts(1, 1, 1)), page)).not.toContain('class="limits"');
});

test('leads back from a filter, and from a route', () => {
  const all = links(renderHtml(shopModel({ view: 'callers', route: 'GET /search', filter: 'x' }), page));
  expect(all).toContain('?view=callers&filter=x');
  expect(all).toContain('?view=callers&route=GET+%2Fsearch');
});

test('is titled by what it shows', () => {
  const titles = (['routes', 'callers', 'callees'] as const).map((view) =>
    texts(renderHtml(shopModel({ view, route: 'GET /search' }), page), 'span').find((text) =>
      text.includes(', by '),
    ),
  );
  expect(titles.map((text) => text?.split('Shares')[0]?.trim())).toEqual([
    'Routes, by CPU',
    'Functions of GET /search and their callers, by self CPU',
    'Functions of GET /search and what they called, by self CPU',
  ]);
});

describe('one function', () => {
  test('stands between its callers and its callees, which lead on', () => {
    const html = renderHtml(shopModel({ view: 'pivot', route: 'GET /search' }), page);
    expect(texts(html, 'th').filter((text) => /^[←→]|^scoreProduct/.test(text))).toEqual([
      '← rankProducts',
      '← (anonymous)',
      '← hashPassword',
      'scoreProduct',
      '→ tokenize',
    ]);
    expect(links(html)).toContain(
      '?view=pivot&route=GET+%2Fsearch&function=tokenize+src%2Fsearch%2Ftokens.ts%3A8%3A7',
    );
    expect(html).toContain('3 callers, 1 callee');
    expect(html).not.toContain('name="sort"');
  });

  test('has its lines, with their numbers', () => {
    const html = renderHtml(shopModel({ view: 'source' }), page);
    expect(html).toContain(
      '<tr class="marked"><th scope="row" class="number">41</th><td class="line"><code>export function scoreProduct(product) {</code></td></tr>',
    );
    const none = renderHtml(
      shopModel({ view: 'source' }, { source: { unavailable: 'It is <gone>.' } }),
      page,
    );
    expect(none).toContain('<p class="empty">It is &lt;gone&gt;.</p>');
  });
});

test('the call tree is indented, and each call leads to its function', () => {
  const html = renderHtml(shopModel({ view: 'flame', limit: 3 }), page);
  expect(html).toContain('Call tree, heaviest first');
  expect(html).toContain('3 of 10 calls shown; limit=3');
  expect(html).toContain(
    '<th scope="row" class="name">\u00a0<a href="?view=pivot&amp;limit=3&amp;function=scoreProduct+src%2Fsearch%2Fscore.ts%3A41%3A7">',
  );
});

test('the app stands ready beside the page that the server made', () => {
  const app = { script: 'assets/page-1.js', stylesheets: ['assets/page-2.css'] };
  const html = renderHtml(shopModel(), { ...page, app });
  expect(html).toContain('<link rel="stylesheet" href="assets/page-2.css">');
  expect(html).toContain('<script type="module" src="assets/page-1.js"></script>\n</head>');
  expect(html).toMatch(/<body>\n<div id="server">.*<\/div>\n<div id="app" hidden><\/div>\n<\/body>/s);
  expect(renderHtml(shopModel(), page)).not.toMatch(/<script|id="app"/);
});

describe('other states', () => {
  test('nothing measured yet', () => {
    const html = renderHtml(emptyModel(), page);
    expect(html).toContain(
      '<p class="empty">Nothing is measured yet. Send requests to the app, then reload.</p>',
    );
    expect(html).not.toMatch(/<table|loop-bar|NaN|undefined/);
  });

  test('nothing matches', () => {
    const html = renderHtml(shopModel({ filter: 'nope', view: 'functions' }, { functions: [] }), page);
    expect(html).toContain('No function matches the filter. <a href="?view=functions">');
    expect(html).not.toContain('<table');
    const none = renderHtml(shopModel({}, { routes: [] }), page);
    expect(none).toContain('No request has ended yet. Send requests to the app, then reload. (The first');
  });

  test('a question that cannot be answered: the message, the form, no table', () => {
    const html = renderHtml(shopModel(), { ...page, message: 'sort="<b>" is not known.' });
    expect(html).toContain('role="alert">sort=&quot;&lt;b&gt;&quot; is not known.</p>');
    expect(html).toContain('<form class="controls"');
    expect(html).not.toContain('<table');
  });

  test('notices', () => {
    const status = {
      ...shopModel().status,
      paused: true,
      passedOver: 'no binary',
      lostSamples: 1,
      failures: [{ message: '<i>', count: 1 }],
    };
    expect(
      texts(renderHtml(shopModel({}, { status }), page), 'p')
        .filter((text) => !text.includes('·'))
        .slice(1, 5),
    ).toEqual([
      'Forget everything recorded so far?',
      'Paused: nothing is being recorded.',
      'Sampling with the engine async-context: no binary',
      '1 sample came while a buffer was full, and count as background.',
    ]);
    expect(renderHtml(shopModel({}, { status }), page)).toContain('The profiler failed once: &lt;i&gt;');
    expect(renderHtml(shopModel(), page)).not.toContain('class="notice');
  });
});
