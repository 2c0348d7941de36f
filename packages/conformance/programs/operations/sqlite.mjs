import { DatabaseSync } from 'node:sqlite';
import { number, value } from './secrets.mjs';

export function addRoutes(app) {
  const database = new DatabaseSync(':memory:');
  database.exec('create table items (id integer primary key, name text)');
  database.prepare('insert into items values (?, ?)').run(number, value);
  const find = database.prepare('select * from items where id = ? and name = ?');

  app.get('/sqlite/query', (_request, response) => {
    find.all(number, value); // site: sqlite query
    response.end();
  });
  app.get('/sqlite/repeats', (_request, response) => {
    for (let id = 0; id < 20; id++) database.prepare('select "name" from items where id = ?').get(id); // site: sqlite repeats
    response.end();
  });
}
