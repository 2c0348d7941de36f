import Router from 'koa-router12';
import Koa from 'koa2';
import { run } from '../app/run.ts';
import { koaFramework } from '../apps/koa.ts';

await run(koaFramework(Koa, Router));
