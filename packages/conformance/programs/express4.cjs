require('./apps/express.cjs')(require('express4'));
