const { ExpressAdapter } = require('@nestjs/platform-express');

require('./apps/nest.cjs')({
  common: require('@nestjs/common'),
  core: require('@nestjs/core'),
  adapter: new ExpressAdapter(),
});
