require('./apps/fastify.cjs')(require('fastify5'));
