import express from 'express4';
import { run } from '../app/run.ts';
import { expressFramework } from '../apps/express.ts';

await run(
  expressFramework(express as never, (handler) => (request, response, next) => {
    handler(request, response).catch(next);
  }),
);
