// A small CONNECT proxy on loopback, and an agent that uses it in the way in which editors do.

import https from 'node:https';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import tls from 'node:tls';
import type { ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { signal } from './signal';

/** What the proxy does with CONNECT: tunnels, refuses with a status, or ends the connection. */
export type ProxyMode = 'tunnel' | 403 | 407 | 502 | 'cut' | 'cut after connect' | 'silence';

export interface TestProxy {
  readonly port: number;
  /** `host:port` of every CONNECT since it began, or became something else. */
  readonly targets: readonly string[];
  /** Resolves at the first of them. */
  readonly asked: Promise<void>;
  /** From now on, for every target or for that port alone. */
  become(mode: ProxyMode, port?: number): void;
  close(): Promise<void>;
}

/** Starts a proxy that reaches loopback alone, whatever name is asked for. */
export async function startProxy(mode: ProxyMode): Promise<TestProxy> {
  const modes = new Map<number, ProxyMode>();
  let targets: string[] = [];
  let asked = signal();
  const open = new Set<Socket>();
  const server = net.createServer(socket => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => open.delete(socket));
    socket.once('data', (head: Buffer) => {
      const target = /^CONNECT (\S+):(\d+) HTTP/.exec(head.toString('latin1'));
      targets.push(`${target?.[1]}:${target?.[2]}`);
      asked.fire();
      const port = Number(target?.[2]);
      connect(modes.get(port) ?? mode, socket, port, open);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get targets() {
      return targets;
    },
    get asked() {
      return asked.promise;
    },
    become: (next, port) => {
      if (port !== undefined) return void modes.set(port, next);
      mode = next;
      targets = [];
      asked = signal();
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

function connect(mode: ProxyMode, client: Socket, port: number, open: Set<Socket>): void {
  if (mode === 'silence') return;
  if (mode === 'cut') return void client.destroy();
  if (typeof mode === 'number') {
    const page = `<html>${mode}</html>`;
    const type = 'content-type: text/html\r\nproxy-authenticate: Basic realm="test"';
    client.end(`HTTP/1.1 ${mode} Refused\r\n${type}\r\ncontent-length: ${page.length}\r\n\r\n${page}`);
    return;
  }
  const target = net.connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (mode === 'cut after connect') return void client.destroy();
    client.pipe(target);
    target.pipe(client);
  });
  open.add(target);
  target.on('error', () => client.resetAndDestroy());
  target.once('close', () => {
    open.delete(target);
    client.destroy();
  });
  client.once('close', () => target.destroy());
}

/**
 * An agent that tunnels every request through the proxy. A refused CONNECT is handed over as a plain socket that plays
 * the proxy's refusal back as if the server had answered: the surprise that the editor's agent prepares as well.
 */
export class ConnectAgent extends https.Agent {
  constructor(private readonly proxyPort: number) {
    super({ keepAlive: false });
  }

  override createConnection(
    options: https.RequestOptions,
    done?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const proxy = net.connect(this.proxyPort, '127.0.0.1', () => {
      proxy.write(
        `CONNECT ${options.hostname}:${options.port} HTTP/1.1\r\nhost: ${options.hostname}:${options.port}\r\n\r\n`,
      );
    });
    const fail = (error: Error) => done?.(error, proxy);
    const ended = () => fail(new Error('The proxy ended the connection.'));
    proxy.once('error', fail);
    proxy.once('end', ended);
    proxy.once('data', (head: Buffer) => {
      proxy.off('error', fail);
      proxy.off('end', ended);
      const accepted = head.toString('latin1').startsWith('HTTP/1.1 200');
      if (!accepted) proxy.destroy();
      const { host: _host, path: _path, port: _port, ...rest } = options;
      const servername = options.hostname ?? '';
      done?.(
        null,
        accepted ? tls.connect({ ...rest, servername, socket: proxy } as tls.ConnectionOptions) : replay(head),
      );
    });
    return undefined;
  }
}

function replay(head: Buffer): Socket {
  const stand = new net.Socket({ writable: false });
  setImmediate(() => {
    stand.push(head);
    stand.push(null);
  });
  return stand;
}

/** `https.request` as an editor with a configured proxy would do it. */
export function throughProxy(proxy: TestProxy, ca: string): (options: https.RequestOptions) => ClientRequest {
  return options => https.request({ ...options, ca, agent: new ConnectAgent(proxy.port) });
}
