import { type ForeignApp, html, json, stackLines } from './foreign-app.ts';

export const nodeRed: ForeignApp = {
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
