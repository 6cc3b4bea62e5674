// Notices who goes around a proxy: listens where a request would arrive that went straight to the address that it names.

import net from 'node:net';

export interface Tripwire {
  readonly connections: number;
  close(): Promise<void>;
}

/** Where the system does not have the address (macOS knows 127.0.0.1 alone), nothing can arrive there either. */
export async function startTripwire(host: string, port: number): Promise<Tripwire> {
  let connections = 0;
  const server = net.createServer(socket => {
    connections++;
    socket.destroy();
  });
  const stands = await new Promise<boolean>(resolve => {
    server.once('error', () => resolve(false));
    server.listen(port, host, () => resolve(true));
  });
  return {
    get connections() {
      return connections;
    },
    close: async () => {
      if (stands) await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}
