const { createServer } = require('node:http');
const { listen, quit } = require('./listen.cjs');

module.exports = (express) => {
  const app = express();
  const server = createServer(app);
  const orders = express.Router();
  orders.get('/orders/:id', (request, response) => response.json({ order: request.params.id }));
  app.use('/shop/:city', orders);
  app.get('/hello/:name', (request, response) => void response.send(`hello ${request.params.name}`));
  app.get('/fail', () => {
    throw new Error('failed as it should');
  });
  app.get('/quit', (_request, response) => {
    response.send('bye');
    quit(server);
  });
  listen(server);
};
