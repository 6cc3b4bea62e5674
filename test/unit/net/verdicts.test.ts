// Whether a paid request was sent, against what the server really got: each fault on each route.

import { afterEach, describe, expect, test } from 'vitest';
import net from 'node:net';
import type { Exchange } from '../../../src/core/ports';
import { localhostIdentity, strangerIdentity } from '../../faults/certificates';
import { faults, type ExpectedEnd, type NamedFault } from '../../faults/faults';
import { startProxy, type ProxyMode, type TestProxy } from '../../faults/proxy';
import { answer, startFaultServer, type FaultServer } from '../../faults/server';
import { manualClock, netOver, submit, summary, type ManualClock, type RouteName } from './world';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const closable of opened.splice(0)) await closable.close();
});

function keep<T extends { close(): Promise<void> }>(closable: T): T {
  opened.push(closable);
  return closable;
}

interface Run {
  readonly result: Exchange;
  readonly server: FaultServer;
  readonly clock: ManualClock;
}

async function run(named: NamedFault, route: RouteName, secure = true, proxy?: TestProxy): Promise<Run> {
  const server = keep(await startFaultServer(named.fault, { tls: secure ? localhostIdentity : false }));
  const clock = manualClock();
  const pending = netOver(route, clock, proxy).exchange(submit(`${server.origin}/v1/videos`));
  if (named.end.waitsFor !== undefined) {
    await server[named.end.waitsFor];
    clock.advance(60_000);
  }
  const result = await pending;
  await server.idle();
  return { result, server, clock };
}

function expectHonest({ result, server, clock }: Run): void {
  if (!result.sent) expect(server.requestBytes, 'bytes at the server of a request called unsent').toBe(0);
  const requests = server.visits.filter(visit => visit.bytes.byteLength > 0);
  expect(requests.length, 'requests at the server').toBeLessThanOrEqual(1);
  expect(clock.pending, 'timers left behind').toBe(0);
}

function expectEnd(result: Exchange, { kind, sent, failure, status }: ExpectedEnd): void {
  expect(result).toMatchObject({ kind, sent, ...(failure && { failure }), ...(status && { answer: { status } }) });
}

describe.each<RouteName>(['direct', 'editor', 'editor through a proxy'])('%s', route => {
  test.each(faults)('$name', async named => {
    const proxy = route === 'editor through a proxy' ? keep(await startProxy('tunnel')) : undefined;
    const outcome = await run(named, route, true, proxy);
    expectHonest(outcome);
    expectEnd(outcome.result, named.end);
    if (proxy !== undefined) expect(proxy.targets).toEqual([`localhost:${outcome.server.port}`]);
  });

  test('a big body that breaks off on its way is in doubt', async () => {
    const server = keep(await startFaultServer({ onHead: peer => peer.reset() }));
    const proxy = route === 'editor through a proxy' ? keep(await startProxy('tunnel')) : undefined;
    const request = submit(`${server.origin}/v1/videos`, { body: 'A'.repeat(16_000_000) });
    const result = await netOver(route, manualClock(), proxy).exchange(request);
    expect(summary(result)).toBe('failure closed, sent');
    expect(server.requestBytes).toBeGreaterThan(0);
  });

  test('a certificate that nobody signed is not trusted, and nothing is sent', async () => {
    const server = keep(await startFaultServer({}, { tls: strangerIdentity }));
    const proxy = route === 'editor through a proxy' ? keep(await startProxy('tunnel')) : undefined;
    const result = await netOver(route, manualClock(), proxy).exchange(submit(`${server.origin}/v1/videos`));
    await server.idle();
    expect(server.requestBytes).toBe(0);
    expect(summary(result)).toBe('failure untrusted, not sent');
  });

  test('a port where nobody listens is unreachable, and nothing is sent', async () => {
    const port = await freePort();
    const proxy = route === 'editor through a proxy' ? keep(await startProxy('tunnel')) : undefined;
    const result = await netOver(route, manualClock(), proxy).exchange(submit(`https://localhost:${port}/v1/videos`));
    expect(summary(result)).toBe('failure unreachable, not sent');
  });

  test('a request that is stopped while the connection is made is not sent', async () => {
    const server = keep(await startFaultServer({ onAccept: socket => (socket.resume(), 'stop') }));
    const proxy = route === 'editor through a proxy' ? keep(await startProxy('tunnel')) : undefined;
    const stop = new AbortController();
    const pending = netOver(route, manualClock(), proxy).exchange(submit(`${server.origin}/v1/videos`), stop.signal);
    await server.accepted;
    stop.abort();
    expect(summary(await pending)).toBe('failure aborted, not sent');
    await server.idle();
    expect(server.requestBytes).toBe(0);
  });

  test('a request that is stopped while the answer is awaited is in doubt', async () => {
    const server = keep(await startFaultServer({}));
    const proxy = route === 'editor through a proxy' ? keep(await startProxy('tunnel')) : undefined;
    const stop = new AbortController();
    const pending = netOver(route, manualClock(), proxy).exchange(submit(`${server.origin}/v1/videos`), stop.signal);
    await server.requested;
    stop.abort();
    expect(summary(await pending)).toBe('failure aborted, sent');
  });
});

describe('plain http on this machine', () => {
  test.each(faults.filter(named => named.onlyTls !== true))('$name', async named => {
    const outcome = await run(named, 'direct', false);
    expectHonest(outcome);
    expectEnd(outcome.result, named.end);
  });

  test('a reset at accept is never called unsent while the server has bytes', async () => {
    for (let round = 0; round < 25; round++) {
      const fault = { onAccept: (socket: net.Socket) => (socket.resetAndDestroy(), 'stop' as const) };
      expectHonest(await run({ name: '', fault, end: { kind: 'failure', sent: true } }, 'direct', false));
    }
  });
});

describe('a proxy that does not connect', () => {
  test.each<[ProxyMode, string]>([
    [403, 'failure unreachable, not sent'],
    [407, 'failure unreachable, not sent'],
    [502, 'failure unreachable, not sent'],
    ['cut', 'failure unreachable, not sent'],
    ['cut after connect', 'failure unreachable, not sent'],
  ])('%s: the request is known not to have been sent', async (mode, verdict) => {
    const server = keep(await startFaultServer({ onRequest: peer => peer.end(answer('201 Created', '{}')) }));
    const proxy = keep(await startProxy(mode));
    const result = await netOver('editor', manualClock(), proxy).exchange(submit(`${server.origin}/v1/videos`));
    await server.idle();
    expect(summary(result)).toBe(verdict);
    expect(server.requestBytes).toBe(0);
    if (typeof mode === 'number') expect(result).toMatchObject({ detail: expect.stringContaining(String(mode)) });
  });

  test('silence: the time limit ends it, and nothing was sent', async () => {
    const proxy = keep(await startProxy('silence'));
    const clock = manualClock();
    const pending = netOver('editor', clock, proxy).exchange(submit('https://localhost:9/v1/videos'));
    await proxy.asked;
    clock.advance(60_000);
    expect(summary(await pending)).toBe('failure timeout, not sent');
  });
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>(resolve => server.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
