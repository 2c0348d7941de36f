// A Nest app: a prefix, versions, a pipe, a guard, an interceptor, errors, a redirect and a wildcard. Decorators are
// called as functions, so that nothing needs to be compiled.
require('reflect-metadata');
const common = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { map } = require('rxjs');

const cats = [{ name: 'Felix' }, { name: 'Garfield' }];

class NeedsToken {
  canActivate(context) {
    return context.switchToHttp().getRequest().headers.authorization === 'Bearer cat';
  }
}

class Wraps {
  intercept(_context, next) {
    return next.handle().pipe(map((data) => ({ data })));
  }
}

class Cats {
  list() {
    return cats;
  }
  fails() {
    throw new Error('no cats today');
  }
  away() {
    return { url: 'https://one.example/', statusCode: 302 };
  }
  async one(id) {
    await new Promise(setImmediate);
    const cat = cats[id];
    if (cat === undefined) throw new common.NotFoundException(`no cat ${id}`);
    return cat;
  }
  add(cat) {
    cats.push(cat);
    return cat;
  }
  remove(id) {
    return cats.splice(id, 1);
  }
}

class CatsOfVersion2 {
  list() {
    return { cats, version: 2 };
  }
}

class Files {
  file({ path }) {
    return { path };
  }
}

class Health {
  health() {
    return 'well';
  }
}

function method(type, name, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(type.prototype, name);
  for (const decorate of decorators) decorate(type.prototype, name, descriptor);
}

const id = common.Param('id', common.ParseIntPipe);
method(Cats, 'list', common.Get());
method(Cats, 'fails', common.Get('fails'));
method(Cats, 'away', common.Get('away'), common.Redirect());
id(Cats.prototype, 'one', 0);
method(Cats, 'one', common.Get(':id'), common.UseInterceptors(Wraps));
common.Body()(Cats.prototype, 'add', 0);
method(Cats, 'add', common.Post());
id(Cats.prototype, 'remove', 0);
method(Cats, 'remove', common.Delete(':id'), common.UseGuards(NeedsToken), common.HttpCode(202));
common.Controller({ path: 'cats', version: '1' })(Cats);
method(CatsOfVersion2, 'list', common.Get());
common.Controller({ path: 'cats', version: '2' })(CatsOfVersion2);
common.Param()(Files.prototype, 'file', 0);
method(Files, 'file', common.Get('*path'));
common.Controller({ path: 'files', version: '1' })(Files);
method(Health, 'health', common.Get('health'));
common.Controller({ version: common.VERSION_NEUTRAL })(Health);

class App {}
common.Module({ controllers: [Cats, CatsOfVersion2, Files, Health] })(App);

async function start() {
  const app = await NestFactory.create(App, { logger: false });
  app.setGlobalPrefix('api', { exclude: ['health'] });
  app.enableVersioning();
  await app.listen(Number(process.argv[2]), '127.0.0.1');
}

void start();
