import { Router } from '@koa/router';
import Koa from 'koa3';
import { run } from '../app/run.ts';
import { koaFramework } from '../apps/koa.ts';

await run(koaFramework(Koa, Router));
