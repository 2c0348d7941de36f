require('reflect-metadata');
const { quit } = require('./listen.cjs');

/** Decorators are functions: applied by hand, they need no compiler. */
module.exports = async ({ common, core, adapter }) => {
  const { Controller, Get, Module, Param } = common;
  class Orders {
    order(id) {
      return { order: id };
    }
  }
  class Root {
    hello(name) {
      return `hello ${name}`;
    }
    fail() {
      throw new Error('failed as it should');
    }
    quit() {
      quit(app.getHttpServer());
      return 'bye';
    }
  }
  class App {}
  const get = ({ prototype }, path, method, ...params) => {
    Get(path)(prototype, method, Object.getOwnPropertyDescriptor(prototype, method));
    for (const [i, name] of params.entries()) Param(name)(prototype, method, i);
  };
  get(Orders, 'orders/:id', 'order', 'id');
  get(Root, 'hello/:name', 'hello', 'name');
  get(Root, 'fail', 'fail');
  get(Root, 'quit', 'quit');
  Controller('shop/:city')(Orders);
  Controller()(Root);
  Module({ controllers: [Orders, Root] })(App);
  const app = await core.NestFactory.create(App, adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  console.log(`PORT ${app.getHttpServer().address().port}`);
};
