import { Router } from '@koa/router';
import Koa from 'koa3';
import { koaFramework } from '../frameworks/koa.ts';
import { run } from '../process/run.ts';

await run(koaFramework(Koa, Router));
