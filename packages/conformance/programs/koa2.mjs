import Router from '@koa/router';
import Koa from 'koa2';
import run from './apps/koa.cjs';

run(Koa, Router);
