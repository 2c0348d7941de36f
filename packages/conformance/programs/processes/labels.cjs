const { createServer } = require('node:http');
const express = require('express5');
const { listen } = require('../apps/listen.cjs');

function spin(millis) {
  const { user } = process.cpuUsage();
  while (process.cpuUsage().user - user < millis * 1000);
}

const app = express();
const router = express.Router();
router.get('/orders', async (_request, response) => {
  spin(5);
  response.json(search());
});
function search() {
  return [1, 2, 3].map((number) => {
    spin(5);
    return number;
  });
}
app.use('/shop', router);
listen(createServer(app));
