import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import mongoose from 'mongoose';
import type { Service } from '../../proofs/services/service.ts';

// Servers that Debian does not have. They answer late, so that there is something to wait for.

const { BSON } = mongoose.mongo;
const answerMillis = 10;

/** Answers everything with one byte. */
export function startEcho(): Promise<Service> {
  return start((socket) => {
    socket.on('data', () => setTimeout(() => socket.write('.'), answerMillis));
  });
}

/** Talks MongoDB's protocol with its real driver: one server, whose collections have two documents each. */
export function startMongodb(): Promise<Service> {
  return start((socket) => {
    let received = Buffer.alloc(0);
    socket.on('data', (data: Buffer) => {
      received = Buffer.concat([received, data]);
      while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
        const message = received.subarray(0, received.readInt32LE(0));
        received = received.subarray(message.length);
        const reply = replyTo(message);
        setTimeout(() => socket.write(reply), answerMillis);
      }
    });
  });
}

const opReply = 1;
const opQuery = 2004;
const opMessage = 2013;

/** See the specifications of `OP_MSG`, and of `OP_QUERY`, with which a driver says hello. */
function replyTo(message: Buffer): Buffer {
  const operation = message.readInt32LE(12);
  const isQuery = operation === opQuery;
  const from = isQuery ? message.indexOf(0, 20) + 9 : 21;
  const command = BSON.deserialize(message.subarray(from, from + message.readInt32LE(from)));
  const body = Buffer.from(BSON.serialize(answerTo(Object.keys(command)[0] ?? '')));
  const head = Buffer.alloc(isQuery ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(isQuery ? opReply : opMessage, 12);
  if (isQuery) head.writeInt32LE(1, 32);
  return Buffer.concat([head, body]);
}

function answerTo(command: string): object {
  switch (command) {
    case 'find':
    case 'aggregate':
      return { ok: 1, cursor: { id: 0n, ns: 'shop.items', firstBatch: [{ name: 'one' }, { name: 'two' }] } };
    case 'insert':
      return { ok: 1, n: 1 };
    default:
      return {
        ...{
          ok: 1,
          isWritablePrimary: true,
          ismaster: true,
          helloOk: true,
          minWireVersion: 0,
          maxWireVersion: 25,
        },
        ...{ maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000 },
      };
  }
}

async function start(serve: (socket: Socket) => void): Promise<Service> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
