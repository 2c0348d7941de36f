import { type ForeignApp, json } from './foreign-app.ts';

export const nest: ForeignApp = {
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
