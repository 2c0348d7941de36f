import express from 'express4';
import { expressFramework } from '../frameworks/express.ts';
import { run } from '../process/run.ts';

await run(
  expressFramework(express as never, (handler) => (request, response, next) => {
    handler(request, response).catch(next);
  }),
);
