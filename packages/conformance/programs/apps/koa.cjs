const { createServer } = require('node:http');
const { listen, quit } = require('./listen.cjs');

module.exports = (Koa, Router) => {
  const app = new Koa();
  const router = new Router();
  const orders = new Router({ prefix: '/shop/:city' });
  orders.get('/orders/:id', (context) => {
    context.body = { order: context.params.id };
  });
  router.get('/hello/:name', (context) => {
    context.body = `hello ${context.params.name}`;
  });
  router.get('/fail', () => {
    throw new Error('failed as it should');
  });
  router.get('/quit', (context) => {
    context.body = 'bye';
    quit(server);
  });
  app.use(orders.routes());
  app.use(router.routes());
  const server = createServer(app.callback());
  listen(server);
};
