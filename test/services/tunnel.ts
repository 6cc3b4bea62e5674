// The user's tunnel: what comes to the public address is handed to a port of this machine, under this machine's name.

import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that came through, as the editor was given it. */
export interface Passed {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** The Host by which it was asked for. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What was answered; 502: nobody listens on the port. */
  readonly status: number;
}

export interface TunnelServer {
  /** Where the world comes in. */
  readonly origin: string;
  readonly passed: readonly Passed[];
  close(): Promise<void>;
}

/** Starts a tunnel to a port of 127.0.0.1, which need not be open. The Host is rewritten, as most tunnels do. */
export async function startTunnel(port: number): Promise<TunnelServer> {
  const passed: Passed[] = [];
  const server = http.createServer((request, response) => {
    pass(request, response, port).then(
      one => passed.push(one),
      () => response.destroy(),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pass(request: IncomingMessage, response: ServerResponse, port: number): Promise<Passed> {
  const at = Date.now();
  const body = await bytesOf(request);
  const { host = '', connection: _connection, ...others } = request.headers;
  const headers = { ...others, host: `127.0.0.1:${port}`, 'x-forwarded-host': host, 'x-forwarded-proto': 'https' };
  const answer = await ask(request, port, headers, body);
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
  const { method = '', url: path = '' } = request;
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return { at, method, path, host, headers: texts, body, status: answer.status };
}

interface Answer {
  readonly status: number;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body: Buffer;
}

function ask(
  { method, url }: IncomingMessage,
  port: number,
  headers: http.OutgoingHttpHeaders,
  body: Buffer,
): Promise<Answer> {
  const nobody: Answer = { status: 502, headers: {}, body: Buffer.alloc(0) };
  return new Promise(resolve => {
    const target = { host: '127.0.0.1', port, method, path: url, headers, agent: false as const };
    const outgoing = http.request(target, incoming => {
      const { connection: _connection, ...answered } = incoming.headers;
      bytesOf(incoming).then(
        bytes => resolve({ status: incoming.statusCode ?? 502, headers: answered, body: bytes }),
        () => resolve(nobody),
      );
    });
    outgoing.once('error', () => resolve(nobody));
    outgoing.end(body);
  });
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
