// The proxy of the editor's environment: its port must stand before the editor starts, while the proxy itself is the tests' own.
import { readFileSync } from 'node:fs';
import net from 'node:net';

/**
 * Passes every connection on to the loopback port that `file` names at that moment; ends it where none is named.
 * @param {string} file
 * @returns {Promise<{ port: number, close: () => void }>}
 */
export async function startRelay(file) {
  const open = new Set();
  const keep = socket => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  const server = net.createServer(client => {
    keep(client);
    client.on('error', () => client.destroy());
    const port = portIn(file);
    if (!port) return void client.destroy();
    const target = net.connect(port, '127.0.0.1');
    keep(target);
    target.on('error', () => client.resetAndDestroy());
    target.once('close', () => client.destroy());
    client.once('close', () => target.destroy());
    client.pipe(target);
    target.pipe(client);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function portIn(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}
