const { createAdaptorServer } = require('@hono/node-server');
const { Hono } = require('hono');

require('./apps/hono.cjs')(Hono, createAdaptorServer);
