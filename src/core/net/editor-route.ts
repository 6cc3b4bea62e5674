// The editor's route: node:https, which the editor patches for proxies, PAC files and the system's certificates.

// Default imports: the editor patches the module object, which a named import would miss.
import https from 'node:https';
import tls from 'node:tls';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import * as l10n from '@vscode/l10n';
import { hostOf } from './addresses';
import { Conversation } from './conversation';
import { headerRecord, type Route, type RouteRequest, type RouteResult } from './route';

/** `https.request` with options; looked up at each call, since the editor may patch it later. */
export type SendHttps = (options: RequestOptions) => ClientRequest;

/** Sockets that other code left in the shared pool are not used; after this many of them the last one is. */
const pooledSocketLimit = 8;

/**
 * A route through the editor. No `agent` is named: with `http.proxySupport` at `on` the editor leaves requests alone
 * that name one. Nothing is written before the connection to the target itself is secure: a proxy that refuses CONNECT
 * is handed over as a socket that is not, with its refusal as the answer.
 */
export function createEditorRoute(send: SendHttps = options => https.request(options)): Route {
  return request => converse(request, send);
}

function converse(request: RouteRequest, send: SendHttps): Promise<RouteResult> {
  let current: ClientRequest | undefined;
  let answer: IncomingMessage | undefined;
  const conversation = new Conversation(request, {
    pause: () => answer?.pause(),
    resume: () => answer?.resume(),
    hangUp: () => current?.destroy(),
  });
  const attempt = (pooled: number): void => {
    const outgoing = send(optionsOf(request));
    current = outgoing;
    const isCurrent = () => current === outgoing;
    outgoing.on('error', error => {
      // A connection that breaks after the whole answer was parsed takes nothing away from it.
      if (!isCurrent() || answer?.complete === true) return;
      conversation.noteError();
      conversation.error(error);
    });
    outgoing.once('socket', socket => {
      if (!outgoing.reusedSocket || pooled >= pooledSocketLimit) {
        writeOnceSecure(conversation, outgoing, socket, request.body);
        return;
      }
      attempt(pooled + 1);
      outgoing.destroy();
    });
    outgoing.once('response', incoming => {
      answer = incoming;
      listen(conversation, incoming);
    });
    outgoing.once('close', () => {
      if (isCurrent() && answer === undefined) conversation.fail(...unexplainedEnd(conversation));
    });
  };
  try {
    if (!conversation.isOver) attempt(0);
  } catch (error) {
    conversation.error(error);
  }
  return conversation.result;
}

function unexplainedEnd(conversation: Conversation): ['closed' | 'unreachable', string] {
  return [conversation.wasSent ? 'closed' : 'unreachable', l10n.t('The connection ended before an answer came.')];
}

function optionsOf(request: RouteRequest): RequestOptions {
  return {
    method: request.method,
    protocol: 'https:',
    hostname: hostOf(request.url),
    port: request.url.port === '' ? 443 : Number(request.url.port),
    path: request.url.pathname + request.url.search,
    headers: { ...request.headers, connection: 'close' },
    ...(request.lookup && { lookup: request.lookup }),
  };
}

function writeOnceSecure(
  conversation: Conversation,
  outgoing: ClientRequest,
  socket: Socket,
  body: string | undefined,
): void {
  // Not encrypted: the proxy did not connect, and its answer follows by itself.
  if (!(socket instanceof tls.TLSSocket)) return;
  const write = () => {
    if (conversation.mayWrite()) outgoing.end(body);
  };
  if (isHandshaking(socket)) socket.once('secureConnect', write);
  else write();
}

/** `secureConnecting` has been on every TLSSocket since Node 10 but is in no typing; unknown counts as handshaking. */
function isHandshaking(socket: tls.TLSSocket): boolean {
  return !('secureConnecting' in socket) || socket.secureConnecting !== false;
}

function listen(conversation: Conversation, incoming: IncomingMessage): void {
  incoming.on('error', error => conversation.error(error));
  conversation.head(incoming.statusCode ?? 0, headerRecord(headerPairs(incoming.rawHeaders)));
  if (conversation.isOver) return;
  incoming.on('data', (bytes: Buffer) => conversation.data(bytes));
  incoming.once('end', () => {
    if (incoming.complete) conversation.end();
  });
  // No effect after a whole answer.
  incoming.once('close', () => conversation.fail('closed', l10n.t('The connection broke during the answer.')));
}

function* headerPairs(raw: readonly string[]): Generator<[string, string]> {
  for (let index = 0; index + 1 < raw.length; index += 2) yield [raw[index] ?? '', raw[index + 1] ?? ''];
}
