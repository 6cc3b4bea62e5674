// Whether a request can have come through the user's tunnel: no browser page, and no other name for this machine.

import type { IncomingMessage } from 'node:http';

/**
 * The Host must be the public address's, or this machine's with our port (tunnels send either), which keeps out names that were
 * turned to 127.0.0.1. A page in a browser shows itself by `Origin` or `Sec-Fetch-Site`.
 */
export function isAdmitted(request: IncomingMessage, address: string | undefined): boolean {
  const { headers } = request;
  if (headers.origin !== undefined || headers['sec-fetch-site'] === 'cross-site') return false;
  return isOurHost(headers.host, address, request.socket.localPort);
}

function isOurHost(host: string | undefined, address: string | undefined, port: number | undefined): boolean {
  if (host === undefined || !/^[\w.:[\]-]{1,255}$/.test(host)) return false;
  const said = host.toLowerCase();
  if ([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(said)) return true;
  if (address === undefined) return false;
  const { protocol } = new URL(address);
  // Through the same scheme, so that a port that goes without saying is the same said or unsaid.
  const url = `${protocol}//${said}`;
  return URL.canParse(url) && new URL(url).host === new URL(address).host;
}
