const { default: Router } = require('@koa/router');

require('./apps/koa.cjs')(require('koa3'), Router);
