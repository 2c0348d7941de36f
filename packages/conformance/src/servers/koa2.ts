import Router from 'koa-router12';
import Koa from 'koa2';
import { koaFramework } from '../frameworks/koa.ts';
import { run } from '../process/run.ts';

await run(koaFramework(Koa, Router));
