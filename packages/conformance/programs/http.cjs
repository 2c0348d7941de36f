require('./apps/http.cjs')(require('node:http'));
