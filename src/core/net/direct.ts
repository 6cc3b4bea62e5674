// The direct route: undici's client on a connection of our own, for origins that need no proxy. Its own chunk.

import Client from 'undici/lib/dispatcher/client.js';
import type { Controller, Dispatch, Handler, Options } from 'undici/lib/dispatcher/client.js';
import type { Clock } from '../ports';
import { openConnection, type Connection } from './connector';
import { Conversation } from './conversation';
import { headerRecord, type Route, type RouteRequest, type RouteResult } from './route';

export interface DirectOptions {
  readonly clock: Clock;
  /** PEM; trusted besides Node's own. */
  readonly certificates?: readonly string[];
}

/** A route that opens one connection per request and can therefore never send it twice. */
export function createDirectRoute(options: DirectOptions): Route {
  return request => converse(request, options);
}

function converse(request: RouteRequest, options: DirectOptions): Promise<RouteResult> {
  let controller: Controller | undefined;
  let connection: Connection | undefined;
  let client: Client | undefined;
  const conversation: Conversation = new Conversation(request, {
    pause: () => controller?.pause(),
    resume: () => controller?.resume(),
    hangUp: () => {
      connection?.close();
      void client?.destroy(null);
    },
  });
  if (conversation.isOver) return conversation.result;

  const connect: Options['connect'] = (_target, connected) => {
    // undici would put an unanswered request on a second connection in rare cases: there is no second one.
    if (connection !== undefined || conversation.isOver) {
      connected(new Error('The connection ended.'), null);
      return;
    }
    const onError = () => conversation.noteError();
    connection = openConnection(request.url, connectorOptions(request, options, onError), connected);
  };
  try {
    client = new Client(request.url.origin, {
      connect,
      allowH2: false,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    client.dispatch(
      dispatchOf(request),
      handlerFor(conversation, started => (controller = started)),
    );
  } catch (error) {
    conversation.error(error);
  }
  return conversation.result;
}

function dispatchOf(request: RouteRequest): Dispatch {
  return {
    path: request.url.pathname + request.url.search,
    method: request.method,
    headers: request.headers,
    reset: true,
    ...(request.body !== undefined && { body: request.body }),
  };
}

function connectorOptions(request: RouteRequest, options: DirectOptions, onError: () => void) {
  return { ...options, onError, ...(request.lookup && { lookup: request.lookup }) };
}

function handlerFor(conversation: Conversation, started: (controller: Controller) => void): Handler {
  return {
    onRequestStart: controller => {
      started(controller);
      if (!conversation.mayWrite()) controller.abort(new Error('Given up before it was sent.'));
    },
    onResponseStart: (_controller, status, headers) => {
      if (status >= 200) conversation.head(status, headerRecord(headerPairs(headers)));
    },
    onResponseData: (_controller, bytes) => conversation.data(bytes),
    onResponseEnd: () => conversation.end(),
    onResponseError: (_controller, error) => conversation.error(error),
  };
}

function* headerPairs(headers: Readonly<Record<string, string | string[] | undefined>>): Generator<[string, string]> {
  for (const [name, values] of Object.entries(headers)) {
    for (const value of typeof values === 'string' ? [values] : (values ?? [])) yield [name, value];
  }
}
