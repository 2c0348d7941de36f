import Router from '@koa/router';
import Koa from 'koa3';
import run from './apps/koa.cjs';

run(Koa, Router);
