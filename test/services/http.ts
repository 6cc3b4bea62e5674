// The HTTP that all stand-in servers share: records every request, and answers well or badly as a script says.

import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request as it reached the server. */
export interface Recorded {
  /** `submit`, `status`, …; `unknown` for a path that the document does not have. */
  readonly endpoint: string;
  /** 1 for the first request to this endpoint. */
  readonly number: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Exactly the bytes that arrived. */
  body: Buffer;
  /** Whether the body arrived to its end. */
  whole: boolean;
  /** The status that was answered; undefined where the answer was refused. */
  status?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, instead of `json`. */
  readonly body?: string | Uint8Array;
}

/** How a step goes differently from what the document says. Fields can be combined. */
export interface Behaviour {
  /** Closes the connection: before the body is read, after it was read, or after the work was done (a job is made and charged). */
  readonly drop?: 'onHeaders' | 'onBody' | 'afterWork';
  /** Drops with a reset instead of an orderly end. */
  readonly reset?: boolean;
  /** Waits before the work. */
  readonly delayMs?: number;
  readonly until?: Promise<unknown>;
  /** Answers this without doing the work. */
  readonly answer?: Answer;
  /** Does the work and changes its answer. */
  readonly edit?: (answer: Answer) => Answer;
  /** Never answers; the work is done first where `edit` or `drop` do not say otherwise. */
  readonly hang?: boolean;
  /** Closes the connection after so many bytes of the body. */
  readonly cutAt?: number;
  /** Sends so many bytes of the body, then nothing more, and keeps the connection. */
  readonly stallAt?: number;
  /** A Content-Length that is not true. */
  readonly claimedLength?: number;
  /** Sends `bytes` at a time, every `ms`. */
  readonly drip?: { readonly bytes: number; readonly ms: number };
  /** No Content-Length. */
  readonly chunked?: boolean;
}

/** Decides before the body is read; a function decides once it was read. */
export type Decision = Behaviour | ((request: Recorded) => Behaviour | undefined) | undefined;
export type Script = (step: Recorded) => Decision;

export interface HttpHost {
  readonly origin: string;
  readonly requests: Recorded[];
  /** Replaces the script; undefined: everything goes as the document says. */
  script(script: Script | undefined): void;
  /** What happens at the next request to this endpoint; several calls queue up, and go before the script. */
  next(endpoint: string, decision: Decision): void;
  close(): Promise<void>;
}

export interface HostOptions {
  readonly port?: number;
  readonly now?: () => number;
  readonly endpointOf: (method: string, path: string) => string;
  readonly work: (request: Recorded) => Answer;
}

/** Largest body that is read, in bytes; what is longer is cut off and not whole. */
const maxBody = 64 * 1024 * 1024;

/** Starts a server on 127.0.0.1; port 0 lets the system choose. */
export async function startHost(options: HostOptions): Promise<HttpHost> {
  const requests: Recorded[] = [];
  const queued: { readonly endpoint: string; readonly decision: Decision }[] = [];
  let script: Script | undefined;
  const decide = (request: Recorded): Decision => {
    const index = queued.findIndex(entry => entry.endpoint === request.endpoint);
    return index < 0 ? script?.(request) : queued.splice(index, 1)[0]?.decision;
  };
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response) => {
    const request = record(incoming, requests, options);
    requests.push(request);
    serve(incoming, response, request, decide, options.work).catch(() => incoming.socket.destroy());
  });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    script: next => void (script = next),
    next: (endpoint, decision) => void queued.push({ endpoint, decision }),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

function record(incoming: IncomingMessage, before: readonly Recorded[], options: HostOptions): Recorded {
  const url = new URL(incoming.url ?? '/', 'http://stand-in');
  const method = incoming.method ?? 'GET';
  const endpoint = options.endpointOf(method, url.pathname);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    endpoint,
    number: before.filter(request => request.endpoint === endpoint).length + 1,
    at: (options.now ?? Date.now)(),
    method,
    path: url.pathname,
    query: new Map(url.searchParams),
    headers: Object.fromEntries(headers),
    body: Buffer.alloc(0),
    whole: false,
  };
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  request: Recorded,
  decide: (request: Recorded) => Decision,
  work: (request: Recorded) => Answer,
): Promise<void> {
  const decision = decide(request);
  if (typeof decision === 'object' && decision.drop === 'onHeaders') return drop(incoming.socket, decision);
  await readBody(incoming, request);
  const behaviour = (typeof decision === 'function' ? decision(request) : decision) ?? {};
  if (behaviour.until) await behaviour.until;
  if (behaviour.delayMs !== undefined) await sleep(behaviour.delayMs);
  if (behaviour.drop === 'onBody' || behaviour.drop === 'onHeaders') return drop(incoming.socket, behaviour);
  const honest = behaviour.answer ?? work(request);
  if (behaviour.drop === 'afterWork') return drop(incoming.socket, behaviour);
  if (behaviour.hang) return;
  const answer = behaviour.edit?.(honest) ?? honest;
  request.status = answer.status;
  await send(response, answer, behaviour, request.method === 'HEAD');
}

function drop(socket: Socket, behaviour: Behaviour): void {
  if (behaviour.reset) socket.resetAndDestroy();
  else socket.destroy();
}

async function readBody(incoming: IncomingMessage, request: Recorded): Promise<void> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of incoming as AsyncIterable<Buffer>) {
      size += part.length;
      if (size <= maxBody) parts.push(part);
    }
    request.whole = size <= maxBody;
  } finally {
    request.body = Buffer.concat(parts);
  }
}

async function send(response: ServerResponse, answer: Answer, behaviour: Behaviour, head: boolean): Promise<void> {
  const json = answer.body === undefined && answer.json !== undefined;
  const body = Buffer.from(json ? JSON.stringify(answer.json) : (answer.body ?? ''));
  const headers: Record<string, string> = json ? { 'content-type': 'application/json' } : {};
  if (!behaviour.chunked) headers['content-length'] = String(behaviour.claimedLength ?? body.length);
  response.writeHead(answer.status, { ...headers, ...answer.headers });
  if (head) return void response.end();
  const end = behaviour.cutAt ?? behaviour.stallAt ?? body.length;
  await writeParts(response, body.subarray(0, end), behaviour.drip);
  if (behaviour.stallAt !== undefined) return;
  if (behaviour.cutAt !== undefined || (behaviour.claimedLength ?? 0) > body.length) {
    response.write('', () => response.destroy());
  } else response.end();
}

async function writeParts(response: ServerResponse, body: Buffer, drip: Behaviour['drip']): Promise<void> {
  const step = drip?.bytes ?? 64 * 1024;
  for (let start = 0; start < body.length && !response.destroyed; start += step) {
    await new Promise(resolve => response.write(body.subarray(start, start + step), resolve));
    if (drip) await sleep(drip.ms);
  }
}
