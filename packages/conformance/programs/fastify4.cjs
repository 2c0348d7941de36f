require('./apps/fastify.cjs')(require('fastify4'));
