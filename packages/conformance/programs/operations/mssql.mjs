import { connect } from 'node:net';
import base from 'mssql/lib/base/index.js';
import { number, value } from './secrets.mjs';

// There is no SQL Server to install here. This is mssql itself with a driver of our own, as `mssql/msnodesqlv8` is, for a
// server that answers everything with the same.
class ConnectionPool extends base.ConnectionPool {
  _poolCreate() {
    return new Promise((resolve, reject) => {
      const { server, port } = this.config;
      const connection = connect(port, server, () => resolve(connection)).on('error', reject);
    });
  }
  _poolValidate() {
    return Promise.resolve(true);
  }
  _poolDestroy(connection) {
    connection.destroy();
    return Promise.resolve();
  }
}

class Request extends base.Request {
  _query(command, callback) {
    super._query(command, (wrong) => (wrong ? callback(wrong) : this.#ask(command, callback)));
  }
  _batch(command, callback) {
    super._batch(command, (wrong) => (wrong ? callback(wrong) : this.#ask(command, callback)));
  }
  _execute(procedure, callback) {
    super._execute(procedure, (wrong) => (wrong ? callback(wrong) : this.#ask(procedure, callback)));
  }
  #ask(text, callback) {
    this.parent.acquire(this, (wrong, connection) => {
      if (wrong) return callback(wrong);
      connection.once('data', () => {
        this.parent.release(connection);
        callback(null, [], {}, [0]);
      });
      connection.write(text);
    });
  }
}
base.driver.ConnectionPool = ConnectionPool;
base.driver.Request = Request;

export async function addRoutes(app, port) {
  const pool = await new ConnectionPool({ server: '127.0.0.1', port, pool: { min: 2, max: 2 } }).connect();

  app.get('/mssql/query', async (_request, response) => {
    await new Request(pool)
      .input('id', base.exports.Int, number)
      .query('select * from [items] where id = @id'); // site: mssql query
    response.end();
  });
  app.get('/mssql/inlined', async (_request, response) => {
    await pool.request().query(`select * from items where name = N'${value}'`); // site: mssql inlined
    response.end();
  });
  app.get('/mssql/template', async (_request, response) => {
    await pool.query`select * from items where name = ${value}`; // site: mssql template
    response.end();
  });
  app.get('/mssql/batch', async (_request, response) => {
    await pool.request().batch(`insert into items values (${number}, '${value}'), (2, 'b')`); // site: mssql batch
    response.end();
  });
  app.get('/mssql/execute', async (_request, response) => {
    await pool.request().input('name', base.exports.VarChar, value).execute('find_item'); // site: mssql execute
    response.end();
  });
}
