import express, { type Request, type Response } from 'express5';

interface Greeting {
  readonly hello: string;
}

const app = express();
const orders = express.Router();
orders.get('/orders/:id', (request: Request, response: Response) => {
  response.json({ order: request.params.id });
});
app.use('/shop/:city', orders);
app.get('/hello/:name', (request, response: Response<Greeting>) => {
  response.json({ hello: request.params.name });
});
app.get('/fail', () => {
  throw new Error('failed as it should');
});
app.get('/quit', (_request, response: Response) => {
  response.send('bye');
  process.exitCode = 3;
  server.close();
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`PORT ${address.port}`);
});
