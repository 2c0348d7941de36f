import { createHash } from 'node:crypto';

/** A request of the fixed list. */
export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ForeignApp {
  /** What is installed for it, with versions. */
  readonly packages: readonly string[];
  /** Written into its folder before it starts, which is the working directory. */
  readonly files: Readonly<Record<string, string>>;
  /** The script, relative to where the packages are installed, or one of its files, with `./`; then its arguments. */
  command(port: number, postgresPort: number): readonly [string, ...string[]];
  /** A new PostgreSQL is started before it, and ended after it. */
  readonly needsPostgres?: boolean;
  /** Answers with a 2xx once the app has started. */
  readonly ready: string;
  readonly requests: readonly Sent[];
  /** What is another in each run: times, ids and keys that the app draws. */
  readonly varying: readonly RegExp[];
}

const json = { 'content-type': 'application/json' };
/** Where an app answers with the stack of an error, the profiler's frames are in it, too. */
const stackLines = /(?:<br> &nbsp; &nbsp;at [^<]*)+/g;
const html = { accept: 'text/html' };

const nodeRed: ForeignApp = {
  packages: ['node-red@5.0.7'],
  files: {
    'settings.js': `module.exports = { flowFile: 'flows.json', credentialSecret: 'a', uiHost: '127.0.0.1', logging: { console: { level: 'off' } }, telemetry: { enabled: false } };`,
    'flows.json': JSON.stringify([
      { id: 't1', type: 'tab', label: 'Greetings' },
      { id: 'n1', type: 'http in', z: 't1', name: '', url: '/hello/:name', method: 'get', wires: [['n2']] },
      {
        ...{ id: 'n2', type: 'function', z: 't1', outputs: 1, wires: [['n3']] },
        func: "msg.payload = { hello: msg.req.params.name, to: msg.payload.to }; msg.headers = { 'x-flow': 'yes' }; return msg;",
      },
      { id: 'n3', type: 'http response', z: 't1', statusCode: '201', wires: [] },
      { id: 'n4', type: 'http in', z: 't1', name: '', url: '/echo', method: 'post', wires: [['n5']] },
      { id: 'n5', type: 'http response', z: 't1', statusCode: '', wires: [] },
    ]),
  },
  command: (port) => [
    'node-red/red.js',
    '--userDir',
    '.',
    '--settings',
    'settings.js',
    '--port',
    String(port),
  ],
  ready: '/hello/ready',
  requests: [
    { path: '/hello/world?to=you' },
    { path: '/hello/a%20b' },
    { path: '/echo', method: 'POST', headers: json, body: '{"a":[1,2]}' },
    { path: '/echo', method: 'POST', headers: json, body: '{"a":' },
    { path: '/', headers: html },
    { path: '/settings', headers: { accept: 'application/json' } },
    { path: '/flows', headers: { accept: 'application/json', 'node-red-api-version': 'v2' } },
    { path: '/flow/t1', headers: { accept: 'application/json' } },
    { path: '/flow/none', headers: { accept: 'application/json' } },
    { path: '/nodes', headers: { accept: 'application/json' } },
    { path: '/nodes/node-red/inject', headers: { accept: 'application/json' } },
    { path: '/locales/editor?lng=en-US' },
    { path: '/red/red.min.js' },
    { path: '/theme' },
    { path: '/nothing' },
  ],
  varying: [
    stackLines,
    /"rev":"[0-9a-f]+"/g,
    /\?v=[0-9a-f]+/g,
    /"(?:version|startTime|instanceId)":"[^"]*"/g,
  ],
};

const tarball = Buffer.from('not really a tarball');
const shasum = createHash('sha1').update(tarball).digest('hex');

const verdaccio: ForeignApp = {
  packages: ['verdaccio@6.10.4'],
  files: {
    'config.yaml': `storage: ./storage
auth: { htpasswd: { file: ./htpasswd } }
uplinks: {}
packages: { '**': { access: $all, publish: $all, unpublish: $all } }
web: { enable: true, title: Packages }
log: { type: stdout, format: json, level: fatal }
`,
  },
  command: (port) => [
    'verdaccio/bin/verdaccio',
    '--config',
    './config.yaml',
    '--listen',
    `127.0.0.1:${port}`,
  ],
  ready: '/-/ping',
  requests: [
    { path: '/-/ping' },
    { path: '/', headers: html },
    { path: '/none' },
    { path: '/@scope%2fnone' },
    {
      path: '/left',
      method: 'PUT',
      headers: json,
      body: JSON.stringify({
        ...{ _id: 'left', name: 'left', 'dist-tags': { latest: '1.0.0' } },
        versions: {
          '1.0.0': {
            ...{ name: 'left', version: '1.0.0', _id: 'left@1.0.0', readme: '# left' },
            dist: { shasum, tarball: 'http://localhost/left/-/left-1.0.0.tgz' },
          },
        },
        _attachments: {
          'left-1.0.0.tgz': {
            content_type: 'application/octet-stream',
            data: tarball.toString('base64'),
            length: tarball.length,
          },
        },
      }),
    },
    { path: '/left' },
    { path: '/left/1.0.0' },
    { path: '/left/9.9.9' },
    { path: '/left/-/left-1.0.0.tgz' },
    { path: '/left/-/left-2.0.0.tgz' },
    { path: '/-/package/left/dist-tags' },
    { path: '/-/package/left/dist-tags/next', method: 'PUT', headers: json, body: '"1.0.0"' },
    { path: '/-/v1/search?text=left' },
    { path: '/-/verdaccio/data/packages' },
    { path: '/-/verdaccio/data/sidebar/left' },
    { path: '/-/web/detail/left', headers: html },
    { path: '/-/whoami' },
    { path: '/-/npm/v1/user' },
    { path: '/-/user/org.couchdb.user:me/-rev/x', method: 'PUT', headers: json, body: '{}' },
    { path: '/-/nothing' },
  ],
  varying: [
    /\d{4}-\d\d-\d\dT[\d:.]+Z/g,
    /127\.0\.0\.1:\d+/g,
    /"_rev": "[^"]*"/g,
    /"time":"[^"]*"/g,
    /x-ratelimit-reset: \d+/g,
    /nonce-[^']*/g,
  ],
};

const jsonServer: ForeignApp = {
  packages: ['json-server@0.17.4'],
  files: {
    'db.json': JSON.stringify({
      posts: [
        { id: 1, title: 'one', author: 'a' },
        { id: 2, title: 'two', author: 'b' },
      ],
      comments: [{ id: 1, body: 'yes', postId: 1 }],
      profile: { name: 'shop' },
    }),
    'routes.json': JSON.stringify({ '/api/*': '/$1', '/blog/:id': '/posts/:id' }),
  },
  command: (port) => [
    'json-server/lib/cli/bin.js',
    ...['db.json', '--routes', 'routes.json', '--host', '127.0.0.1', '--port', String(port), '--quiet'],
  ],
  ready: '/profile',
  requests: [
    { path: '/' },
    { path: '/db' },
    { path: '/posts' },
    { path: '/posts/1' },
    { path: '/posts/9' },
    { path: '/posts?author=b&_sort=id&_order=desc&_page=1&_limit=1' },
    { path: '/posts/1/comments' },
    { path: '/posts?_embed=comments' },
    { path: '/comments?_expand=post' },
    { path: '/posts', method: 'POST', headers: json, body: '{"title":"three"}' },
    { path: '/posts', method: 'POST', headers: json, body: '{"title":' },
    { path: '/posts/3', method: 'PUT', headers: json, body: '{"title":"THREE"}' },
    { path: '/posts/3', method: 'PATCH', headers: json, body: '{"author":"c"}' },
    { path: '/posts/3', method: 'DELETE' },
    { path: '/profile', method: 'PUT', headers: json, body: '{"name":"new"}' },
    { path: '/api/posts/2' },
    { path: '/blog/1' },
    { path: '/posts', method: 'OPTIONS', headers: { origin: 'http://one.example' } },
    { path: '/nothing' },
    { path: '/script.js' },
  ],
  varying: [/127\.0\.0\.1:\d+/g, stackLines],
};

const parseHeaders = { ...json, 'x-parse-application-id': 'app', 'x-parse-rest-api-key': 'rest' };

const parseServer: ForeignApp = {
  packages: ['parse-server@9.10.0'],
  files: {
    'parse.json': JSON.stringify({
      ...{ appId: 'app', masterKey: 'master', restAPIKey: 'rest', mountPath: '/parse', host: '127.0.0.1' },
      ...{ allowClientClassCreation: true, logLevel: 'error', silent: true, logsFolder: './logs' },
    }),
  },
  needsPostgres: true,
  command: (port, postgres) => [
    'parse-server/bin/parse-server',
    ...['parse.json', '--port', String(port), '--serverURL', `http://127.0.0.1:${port}/parse`],
    ...['--databaseURI', `postgres://postgres:postgres@127.0.0.1:${postgres}/postgres?max=5`],
  ],
  ready: '/parse/health',
  requests: [
    { path: '/parse/health' },
    { path: '/parse/classes/Game' },
    { path: '/parse/classes/Game', headers: parseHeaders },
    {
      path: '/parse/classes/Game',
      method: 'POST',
      headers: parseHeaders,
      body: '{"score":1337,"name":"Sean"}',
    },
    { path: '/parse/classes/Game', method: 'POST', headers: parseHeaders, body: '{"score":' },
    { path: '/parse/classes/Game?where=%7B%22score%22%3A1337%7D', headers: parseHeaders },
    { path: '/parse/classes/Game?limit=0&count=1', headers: parseHeaders },
    { path: '/parse/classes/Game/none', headers: parseHeaders },
    {
      path: '/parse/users',
      method: 'POST',
      headers: parseHeaders,
      body: '{"username":"me","password":"secret"}',
    },
    { path: '/parse/login?username=me&password=wrong', headers: parseHeaders },
    { path: '/parse/login?username=me&password=secret', headers: parseHeaders },
    { path: '/parse/users/me', headers: parseHeaders },
    { path: '/parse/schemas', headers: { ...parseHeaders, 'x-parse-master-key': 'master' } },
    { path: '/parse/schemas', headers: parseHeaders },
    { path: '/parse/functions/none', method: 'POST', headers: parseHeaders, body: '{}' },
    {
      ...{ path: '/parse/batch', method: 'POST', headers: parseHeaders },
      body: '{"requests":[{"method":"POST","path":"/parse/classes/Game","body":{"score":1}}]}',
    },
    { path: '/parse/nothing', headers: parseHeaders },
    { path: '/nothing' },
  ],
  varying: [
    /\d{4}-\d\d-\d\dT[\d:.]+Z/g,
    /"(?:objectId|sessionToken)":"[^"]*"/g,
    /"ACL":\{"\w{10}"/g,
    /127\.0\.0\.1:\d+/g,
    /classes\/Game\/\w{10}\b/g,
    /users\/\w{10}\b/g,
  ],
};

const nest: ForeignApp = {
  packages: [
    ...['@nestjs/core@11', '@nestjs/common@11', '@nestjs/platform-express@11'],
    ...['reflect-metadata', 'rxjs'],
  ],
  files: {},
  command: (port) => ['./nest-cats.cjs', String(port)],
  ready: '/api/v1/cats',
  requests: [
    { path: '/api/v1/cats' },
    { path: '/api/v1/cats/1' },
    { path: '/api/v1/cats/9' },
    { path: '/api/v1/cats/no-number' },
    { path: '/api/v1/cats', method: 'POST', headers: json, body: '{"name":"Tom"}' },
    { path: '/api/v1/cats', method: 'POST', headers: json, body: '{"name":' },
    { path: '/api/v1/cats/3', method: 'DELETE' },
    { path: '/api/v1/cats/3', method: 'DELETE', headers: { authorization: 'Bearer cat' } },
    { path: '/api/v2/cats' },
    { path: '/api/v1/cats/fails' },
    { path: '/api/v1/cats/away' },
    { path: '/api/v1/files/one/two.txt' },
    { path: '/api/v1/nothing' },
    { path: '/health' },
  ],
  varying: [],
};

export const foreignApps: Readonly<Record<string, ForeignApp>> = {
  'node-red': nodeRed,
  verdaccio,
  'json-server': jsonServer,
  'parse-server': parseServer,
  nest,
};
