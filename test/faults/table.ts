// Sends one paid request over one way into one fault, and holds what the transport says against what the server saw.

import { appendFileSync } from 'node:fs';
import type { Clock, Exchange, Net } from '../../src/core/ports';
import { manualClock, submit, summary } from '../unit/net/world';
import { localhostIdentity, strangerIdentity } from './certificates';
import type { ExpectedEnd, NamedFault } from './faults';
import type { ProxyMode, TestProxy } from './proxy';
import { startFaultServer, type FaultServer } from './server';
import { startTripwire } from './tripwire';

/** A way from the production transport to the fault server. */
export interface Way {
  readonly name: string;
  /** How the server's host is written. */
  readonly host: 'localhost' | '127.0.0.1' | '127.0.0.2';
  readonly secure: boolean;
  net(clock: Clock): Net;
  /** The proxy that every request of this way must pass. */
  readonly proxy?: TestProxy;
}

/** What became of one request. */
export interface Row {
  readonly way: string;
  readonly fault: string;
  /** `failure closed, sent`. */
  readonly verdict: string;
  /** Bytes of the request at the server. */
  readonly bytes: number;
  /** In what they disagree, and what else is not as it must be; none is right. */
  readonly problems: readonly string[];
}

/** How a proxy may fail to connect, and the end that this must come to: nothing sent, whatever it answers. */
export const proxyFaults: readonly { readonly mode: ProxyMode; readonly end: ExpectedEnd }[] = [
  ...([403, 407, 502, 'cut', 'cut after connect'] as const).map(mode => ({
    mode,
    end: { kind: 'failure' as const, sent: false, failure: 'unreachable' },
  })),
  { mode: 'silence', end: { kind: 'failure', sent: false, failure: 'timeout' } },
];

/** A server with the fault behind the way. The proxy, where there is one, tunnels. */
export async function faultRow(way: Way, named: NamedFault): Promise<Row> {
  way.proxy?.become('tunnel');
  const server = await startFaultServer(named.fault, {
    tls: way.secure && (named.stranger ? strangerIdentity : localhostIdentity),
  });
  if (named.absent) await server.close();
  const wait = named.end.waitsFor;
  const row = await exchange(way, named.name, named.end, server, wait && server[wait], named.bodyBytes);
  if (!named.absent) await server.close();
  return row;
}

/** A server without a fault behind a proxy that does not connect to it. */
export async function proxyRow(way: Way, proxy: TestProxy, { mode, end }: (typeof proxyFaults)[number]): Promise<Row> {
  proxy.become(mode);
  const server = await startFaultServer({});
  const row = await exchange(way, `CONNECT: ${mode}`, end, server, mode === 'silence' ? proxy.asked : undefined);
  await server.close();
  return row;
}

async function exchange(
  way: Way,
  fault: string,
  end: ExpectedEnd,
  server: FaultServer,
  event: Promise<void> | undefined,
  bodyBytes?: number,
): Promise<Row> {
  const clock = manualClock();
  const tripwire = way.host === '127.0.0.2' ? await startTripwire(way.host, server.port) : undefined;
  const address = `${way.secure ? 'https' : 'http'}://${way.host}:${server.port}/v1/videos`;
  const body = bodyBytes === undefined ? {} : { body: 'A'.repeat(bodyBytes) };
  const pending = way.net(clock).exchange(submit(address, body));
  if (event !== undefined) {
    await event;
    clock.advance(60_000);
  }
  const result = await pending;
  await server.idle();
  await tripwire?.close();
  const problems = [
    ...disagreements(result, server),
    ...unlike(result, end),
    ...detours(way, server.port, tripwire?.connections ?? 0),
    ...(clock.pending > 0 ? ['timers are left behind'] : []),
  ];
  return { way: way.name, fault, verdict: summary(result), bytes: server.requestBytes, problems };
}

function disagreements(result: Exchange, server: FaultServer): string[] {
  const requests = server.visits.filter(visit => visit.bytes.byteLength > 0).length;
  const arrived = server.requestBytes > 0;
  return [
    ...(result.sent === arrived
      ? []
      : [`said to be ${result.sent ? '' : 'un'}sent, ${server.requestBytes} bytes arrived`]),
    ...(requests > 1 ? [`${requests} requests arrived`] : []),
  ];
}

function unlike(result: Exchange, { kind, sent, failure, status }: ExpectedEnd): string[] {
  const isLike =
    result.sent === sent &&
    (kind === undefined || result.kind === kind) &&
    (failure === undefined || (result.kind === 'failure' && result.failure === failure)) &&
    (status === undefined || (result.kind === 'answer' && result.answer.status === status));
  const detail = result.kind === 'failure' ? ` (${result.detail})` : '';
  return isLike ? [] : [`${summary(result)}${detail} instead of ${JSON.stringify({ kind, sent, failure, status })}`];
}

/** A way with a proxy passes it once, and goes nowhere by itself. */
function detours({ proxy, host }: Way, port: number, direct: number): string[] {
  const wanted = `${host}:${port}`;
  return [
    ...(proxy === undefined || proxy.targets.join() === wanted
      ? []
      : [`the proxy was asked for ${proxy.targets.join() || 'nothing'}`]),
    ...(direct === 0 ? [] : [`${direct} connections went around the proxy`]),
  ];
}

/** Adds rows to the file that `REELWRIGHT_ROWS` names; without it, to none. */
export function keepRows(rows: readonly Row[]): void {
  const path = process.env['REELWRIGHT_ROWS'];
  if (path) appendFileSync(path, rows.map(row => `${JSON.stringify(row)}\n`).join(''));
}
