import { type ForeignApp, json, stackLines } from './foreign-app.ts';

export const jsonServer: ForeignApp = {
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
