require('./apps/express.cjs')(require('express5'));
