import { type ForeignApp, json } from './foreign-app.ts';

const parseHeaders = { ...json, 'x-parse-application-id': 'app', 'x-parse-rest-api-key': 'rest' };

export const parseServer: ForeignApp = {
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
