// Older and newer majors of one framework side by side: the aliases have no types of their own.
declare module 'express5' {
  import express from 'express';
  export default express;
}
declare module 'koa2' {
  import Koa from 'koa';
  export default Koa;
}
declare module 'koa3' {
  import Koa from 'koa';
  export default Koa;
}
declare module 'koa-router12' {
  import { Router } from '@koa/router';
  export default Router;
}
declare module 'koa-mount' {
  import type Koa from 'koa';
  export default function mount(prefix: string, app: Koa): Koa.Middleware;
}
