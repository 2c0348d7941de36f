import { createHash } from 'node:crypto';
import { type ForeignApp, html, json } from './foreign-app.ts';

const tarball = Buffer.from('not really a tarball');
const shasum = createHash('sha1').update(tarball).digest('hex');

export const verdaccio: ForeignApp = {
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
