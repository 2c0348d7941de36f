import { createServer } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { profiler } from '@routeprof/express';
import type { Express, NextFunction, Request, RequestHandler, Response, Router } from 'express';
import {
  brokenChunks,
  chunks,
  cookies,
  events,
  homeText,
  longText,
  open,
  plainText,
} from '../content/answers.ts';
import { burnAfterBody, burnBehindAuth, burnInAuth, burnNested } from '../content/burn.ts';
import { rejectLater, TeapotError, throwNow } from '../content/errors.ts';
import { countBytes } from '../content/upload.ts';
import { afterAwait, afterResponse, alpha, beta, inCallbacks, inParallel } from '../content/work.ts';
import type { Framework } from '../process/run.ts';

/** What Express 4 and 5 share: everything but rejected promises, which only 5 passes on by itself. */
interface ExpressModule {
  (): Express;
  json(): RequestHandler;
  Router(): Router;
}

type AsyncHandler = (request: Request, response: Response) => Promise<unknown>;
export type WrapHandler = (handler: AsyncHandler) => RequestHandler;

export function expressFramework(express: ExpressModule, wrap: WrapHandler): Framework<Request> {
  return {
    header: (request, name) => request.get(name),
    build(setup) {
      const app = express();
      if (setup.root) app.use(profiler(setup.root));
      app.use(express.json());
      app.use('/private', auth);
      addPlain(app);
      addWork(app, wrap);
      addErrors(app, wrap);
      addStreams(app, wrap);

      const shop = express.Router();
      shop.get('/orders/:id', (request, response) => {
        if (request.params.id === '404') response.status(404).json({ error: 'no such order' });
        else response.json({ order: request.params.id });
      });
      shop.get('/items/:category/:item', (request, response) => {
        response.json(request.params);
      });
      app.use('/shop', shop);

      const users = express.Router();
      users.get('/users/:user', (request, response) => {
        response.json({ user: request.params.user });
      });
      app.use('/tenants/:tenant', users);

      const inner = express();
      if (setup.inner) inner.use(profiler(setup.inner));
      inner.get('/things/:id', (request, response) => {
        burnNested();
        response.json({ thing: request.params.id });
      });
      const outer = express.Router();
      outer.use('/inner', inner);
      app.use('/outer', outer);

      const server = createServer(app);
      return { server, close: () => server.close() };
    },
  };
}

function auth(request: Request, response: Response, next: NextFunction): void {
  if (request.get('x-user')) next();
  else {
    burnInAuth();
    response.status(401).json({ error: 'who are you?' });
  }
}

function addPlain(app: Express): void {
  app.get('/', (_request, response) => void response.type('text').send(homeText));
  app.get('/text', (_request, response) => {
    response
      .set('Set-Cookie', [...cookies])
      .type('text')
      .send(plainText);
  });
  app.get('/json', (_request, response) => void response.json({ text: plainText }));
  app.get('/empty', (_request, response) => void response.status(204).end());
  app.get('/redirect', (_request, response) => response.redirect('/text'));
  app.get('/big', (_request, response) => void response.type('text').send(longText));
  app.options('/options', (_request, response) => void response.set('Allow', 'GET').status(204).end());
  app.get('/private/:name', (request, response) => {
    burnBehindAuth();
    response.json({ name: request.params.name });
  });
  app.get('/state', (_request, response) => void response.json(open));
}

function addWork(app: Express, wrap: WrapHandler): void {
  app.get(
    '/burn/alpha',
    wrap(async (_request, response) => response.send(await alpha())),
  );
  app.get(
    '/burn/beta',
    wrap(async (_request, response) => response.send(await beta())),
  );
  app.get(
    '/cpu/await',
    wrap(async (_request, response) => response.send(await afterAwait())),
  );
  app.get(
    '/cpu/callbacks',
    wrap(async (_request, response) => response.send(await inCallbacks())),
  );
  app.get(
    '/cpu/parallel',
    wrap(async (_request, response) => response.send(await inParallel())),
  );
  app.get('/cpu/after-response', (_request, response) => void response.send(afterResponse()));
  app.post('/orders', (request, response) => {
    burnAfterBody();
    response.status(201).json({ ordered: request.body });
  });
}

function addErrors(app: Express, wrap: WrapHandler): void {
  app.get('/throw', () => throwNow());
  app.get(
    '/reject',
    wrap(() => rejectLater()),
  );
  app.get('/teapot', (_request, _response, next) => next(new TeapotError()));
  app.get('/throw-text', () => {
    throw 'only a text';
  });
}

function addStreams(app: Express, wrap: WrapHandler): void {
  const send = (response: Response, parts: AsyncIterable<string>): void => {
    pipeline(Readable.from(parts), response, () => {});
  };
  app.get('/stream', (_request, response) => send(response.type('text'), chunks()));
  app.get('/broken', (_request, response) => send(response.type('text'), brokenChunks()));
  app.get('/events', (_request, response) => send(response.type('text/event-stream'), events()));
  app.get('/hang', (_request, response) => {
    open.hangs++;
    response.on('close', () => open.hangs--);
  });
  app.post(
    '/upload',
    wrap(async (request, response) => response.json({ bytes: await countBytes(request) })),
  );
}
