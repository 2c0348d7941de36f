// Aliases for several majors of one framework. The aliased packages have no types of their own.
declare module 'express5' {
  import express from 'express';
  export default express;
}
declare module 'express52' {
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
  export default function mount(prefix: string | Koa, app?: Koa): Koa.Middleware;
}
declare module 'koa-router7' {
  import { Router } from '@koa/router';
  export default Router;
}
declare module 'koa-router8' {
  import { Router } from '@koa/router';
  export default Router;
}
declare module 'koa-router9' {
  import { Router } from '@koa/router';
  export default Router;
}
declare module 'koa-router14' {
  import { Router } from '@koa/router';
  export default Router;
}
