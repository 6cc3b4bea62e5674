// Opens the one connection of a direct request and hands it over only once it stands.

import net from 'node:net';
import type { LookupFunction, Socket } from 'node:net';
import tls from 'node:tls';
import * as l10n from '@vscode/l10n';
import type { Clock } from '../ports';
import { hostOf } from './addresses';
import { RouteFailure } from './route';

/** After this long without a connection the editor's route is worth a try (a firewall that only lets a proxy out). */
const connectLimitMs = 10_000;

export interface ConnectorOptions {
  readonly clock: Clock;
  /** PEM; trusted besides Node's own. */
  readonly certificates?: readonly string[];
  readonly lookup?: LookupFunction;
  /** Called for every error of the socket, before and after it was handed over. */
  readonly onError: () => void;
}

/** A connection being made. `close` ends it at any moment. */
export interface Connection {
  close(): void;
}

/**
 * Connects to the URL's host. `ready` is called once: with a socket that stands (TLS: whose certificate was accepted;
 * plain: connected), or with the error.
 */
export function openConnection(
  url: URL,
  options: ConnectorOptions,
  ready: (error: Error | null, socket: Socket | null) => void,
): Connection {
  const socket = url.protocol === 'https:' ? secureSocket(url, options) : plainSocket(url, options);
  let waiting = true;
  const settle = (error: Error | null) => {
    if (!waiting) return;
    waiting = false;
    limit.dispose();
    if (error !== null) socket.destroy();
    ready(error, error === null ? socket : null);
  };
  const limit = options.clock.after(connectLimitMs, () =>
    settle(new RouteFailure('unreachable', l10n.t('No connection within {0} seconds.', connectLimitMs / 1000))),
  );
  socket.setNoDelay(true);
  socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => settle(null));
  socket.on('error', error => {
    options.onError();
    settle(error);
  });
  socket.once('close', () => settle(new RouteFailure('unreachable', l10n.t('The connection ended before it stood.'))));
  return { close: () => socket.destroy() };
}

function plainSocket(url: URL, options: ConnectorOptions): Socket {
  const port = url.port === '' ? 80 : Number(url.port);
  return net.connect({ host: hostOf(url), port, ...(options.lookup && { lookup: options.lookup }) });
}

function secureSocket(url: URL, options: ConnectorOptions): Socket {
  const host = hostOf(url);
  return tls.connect({
    host,
    port: url.port === '' ? 443 : Number(url.port),
    ALPNProtocols: ['http/1.1'],
    ...(net.isIP(host) === 0 && { servername: host }),
    ...(options.certificates && { ca: [...tls.rootCertificates, ...options.certificates] }),
    ...(options.lookup && { lookup: options.lookup }),
  });
}
