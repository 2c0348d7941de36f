const { FastifyAdapter } = require('@nestjs/platform-fastify');

require('./apps/nest.cjs')({
  common: require('@nestjs/common'),
  core: require('@nestjs/core'),
  adapter: new FastifyAdapter(),
});
