import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Connections that send small requests, one after the other, and count the answers. */
export interface RawLoad {
  /** As many as the server answers, for so long. */
  flood(path: string, millis: number): Promise<number>;
  /** So many a second, at even times, whether or not the server keeps up. */
  send(paths: readonly string[], perSecond: number, millis: number): Promise<number>;
  close(): void;
}

interface Line {
  readonly socket: Socket;
  answered: () => void;
}

export async function openLoad(port: number, connections: number): Promise<RawLoad> {
  const lines = await Promise.all(
    Array.from({ length: connections }, async (): Promise<Line> => {
      const line: Line = { socket: connect(port, '127.0.0.1'), answered() {} };
      line.socket.setNoDelay();
      line.socket.on('data', () => line.answered());
      await once(line.socket, 'connect');
      return line;
    }),
  );
  const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
  return {
    async flood(path, millis) {
      let count = 0;
      const bytes = Buffer.from(request(path));
      const until = performance.now() + millis;
      await Promise.all(
        lines.map(
          (line) =>
            new Promise<void>((resolve) => {
              line.answered = () => {
                count++;
                if (performance.now() < until) line.socket.write(bytes);
                else resolve();
              };
              line.socket.write(bytes);
            }),
        ),
      );
      return count;
    },
    async send(paths, perSecond, millis) {
      const start = performance.now();
      const total = Math.floor((perSecond * millis) / 1000);
      const free = [...lines];
      let [sent, answered] = [0, 0];
      return new Promise((resolve) => {
        const tick = (): void => {
          const due = Math.min(total, Math.floor(((performance.now() - start) * perSecond) / 1000) + 1);
          while (sent < due && free.length > 0) {
            // In turn: a server closes a connection on which nothing comes for a minute.
            const line = free.shift() as Line;
            line.answered = () => {
              free.push(line);
              if (++answered === total) resolve(total);
            };
            line.socket.write(request(paths[sent++ % paths.length] as string));
          }
          if (sent < total) setTimeout(tick, Math.max(1, 500 / perSecond));
        };
        tick();
      });
    },
    close() {
      for (const { socket } of lines) socket.destroy();
    },
  };
}
