import { Connection, type ConnectionUser } from './connection.ts';

/** By port. They stay open between slices, so that short slices measure requests and not connections. */
const pools = new Map<number, Connection[]>();

/** Open connections to a server for the time of a slice, during which `user` gets what happens on them. */
export async function takeConnections(
  port: number,
  count: number,
  user: ConnectionUser,
): Promise<readonly Connection[]> {
  const open = (pools.get(port) ?? []).filter(({ isClosed }) => !isClosed);
  const missing = Array.from({ length: Math.max(0, count - open.length) }, () => opened(port));
  const all = [...open, ...(await Promise.all(missing))];
  pools.set(port, all);
  const taken = all.slice(0, count);
  for (const connection of taken) {
    connection.user = user;
    connection.sentAt = 0;
  }
  return taken;
}

export function giveBack(connections: readonly Connection[]): void {
  for (const connection of connections) connection.user = undefined;
}

function opened(port: number): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const connection = new Connection(port, (failure) => {
      if (failure === undefined) resolve(connection);
      else reject(new Error(failure));
    });
  });
}
