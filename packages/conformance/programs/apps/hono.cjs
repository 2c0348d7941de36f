const { listen, quit } = require('./listen.cjs');

module.exports = (Hono, createAdaptorServer) => {
  const app = new Hono();
  const server = createAdaptorServer({ fetch: app.fetch });
  const orders = new Hono();
  orders.get('/orders/:id', (context) => context.json({ order: context.req.param('id') }));
  app.use((_context, next) => next());
  app.route('/shop/:city', orders);
  app.get('/hello/:name', (context) => context.text(`hello ${context.req.param('name')}`));
  app.get('/fail', () => {
    throw new Error('failed as it should');
  });
  app.get('/quit', (context) => {
    quit(server);
    return context.text('bye');
  });
  listen(server);
};
