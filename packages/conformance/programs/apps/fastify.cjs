const { quit } = require('./listen.cjs');

module.exports = async (fastify) => {
  const app = fastify();
  app.register(async (orders) => orders.get('/orders/:id', async ({ params }) => ({ order: params.id })), {
    prefix: '/shop/:city',
  });
  app.get('/hello/:name', async ({ params }) => `hello ${params.name}`);
  app.get('/fail', async () => {
    throw new Error('failed as it should');
  });
  app.get('/quit', async () => {
    quit(app.server);
    return 'bye';
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  console.log(`PORT ${app.server.address().port}`);
};
