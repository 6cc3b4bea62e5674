// The one server: on 127.0.0.1, for one picture or one callback at a time by a path that nobody can guess, and deaf to everything else.

import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock, Log } from '../ports';
import { isAdmitted } from './admission';
import { RateLimit } from './rate';

/** What stands behind a path. */
export type Place =
  | { readonly kind: 'picture'; readonly jpeg: Uint8Array }
  /** Takes a body of at most `mostBytes`; resolves to the status to answer with. */
  | {
      readonly kind: 'callback';
      take(headers: Readonly<Record<string, string>>, body: Uint8Array): Promise<number>;
    };

export interface ServerParts {
  readonly clock: Clock;
  readonly log: Log;
  /** The public address as it is set now: its host is a host of ours, its path may stand before ours. */
  readonly address: () => string | undefined;
  /** What a token stands for now; undefined: nothing. */
  find(kind: Place['kind'], token: string): Promise<Place | undefined>;
  readonly limits?: Partial<ServerLimits>;
}

export interface ServerLimits {
  /** Bytes of a callback. */
  readonly mostBytes: number;
  /** Requests per path and minute. */
  readonly perMinute: number;
  readonly connections: number;
  /** From the connection's first byte to the end of the headers. */
  readonly headersMs: number;
  /** To the end of the body. */
  readonly requestMs: number;
  /** Silence on a connection. */
  readonly idleMs: number;
  /** The longest life of a connection. */
  readonly connectionMs: number;
}

export const serverLimits: ServerLimits = {
  mostBytes: 65_536,
  perMinute: 60,
  connections: 32,
  headersMs: 5_000,
  requestMs: 10_000,
  idleMs: 15_000,
  connectionMs: 60_000,
};

export interface PublicServer {
  readonly port: number;
  /** Resolves when the port is free. */
  close(): Promise<void>;
}

/** Starts it; port 0 lets the system choose. @throws `EADDRINUSE`, `EACCES` */
export async function startServer(parts: ServerParts, port: number): Promise<PublicServer> {
  const limits = { ...serverLimits, ...parts.limits };
  const rate = new RateLimit(parts.clock, limits.perMinute);
  const server = http.createServer(
    {
      maxHeaderSize: 8_192,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
      keepAliveTimeout: 1_000,
    },
    (request, response) => {
      serve(parts, limits, rate, request, response).catch((error: unknown) => {
        parts.log.write('debug', 'a request from outside was not answered', { error: String(error) });
        response.destroy();
      });
    },
  );
  server.maxConnections = limits.connections;
  server.timeout = limits.idleMs;
  server.on('connection', socket => {
    const life = parts.clock.after(limits.connectionMs, () => socket.destroy());
    socket.once('close', () => life.dispose());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const pathPattern = /^\/(?:p\/([0-9a-f]{32})\.jpg|c\/([0-9a-f]{32}))$/;

async function serve(
  parts: ServerParts,
  limits: ServerLimits,
  rate: RateLimit,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = isAdmitted(request, parts.address()) ? readPath(request, parts.address()) : undefined;
  const place = asked && (await parts.find(asked.kind, asked.token));
  if (asked === undefined || place === undefined) return end(response, 404);
  if (!rate.allows(asked.token)) return end(response, 429);
  if (place.kind === 'picture') return sendPicture(request, response, place.jpeg);
  const body = await readBody(request, limits.mostBytes);
  if (body === 'too-large') return end(response, 413);
  end(response, await place.take(headersOf(request), body));
}

/** Only the two paths, each with its methods, to the letter: no query, no escapes, no dots. */
function readPath(
  request: IncomingMessage,
  address: string | undefined,
): { readonly kind: Place['kind']; readonly token: string } | undefined {
  const prefix = address === undefined ? '' : new URL(address).pathname.replace(/\/+$/, '');
  const url = request.url ?? '';
  const path = prefix !== '' && url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : url;
  const [, picture, callback] = pathPattern.exec(path) ?? [];
  const method = request.method ?? '';
  if (picture !== undefined && (method === 'GET' || method === 'HEAD')) return { kind: 'picture', token: picture };
  return callback !== undefined && method === 'POST' ? { kind: 'callback', token: callback } : undefined;
}

function sendPicture(request: IncomingMessage, response: ServerResponse, jpeg: Uint8Array): void {
  response.writeHead(200, { ...quiet, 'content-type': 'image/jpeg', 'content-length': jpeg.length });
  response.end(request.method === 'HEAD' ? undefined : jpeg);
}

const quiet = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // Pages of others cannot show it.
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Without words. What was not read of the request is not waited for. */
function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...quiet, ...(status === 204 ? {} : { 'content-length': 0 }), connection: 'close' });
  response.end();
}

/** @throws where the connection ends before the body does; the parser has answered 400 then */
async function readBody(request: IncomingMessage, mostBytes: number): Promise<Uint8Array | 'too-large'> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return 'too-large';
  const parts: Buffer[] = [];
  let size = 0;
  const incoming = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const part of incoming) {
    size += part.length;
    if (size > mostBytes) return 'too-large';
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}
