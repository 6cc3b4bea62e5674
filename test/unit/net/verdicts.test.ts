// Whether a paid request was sent, against what the server really got: each fault on each route.

import type { Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../faults/faults';
import { startProxy, type TestProxy } from '../../faults/proxy';
import { startFaultServer } from '../../faults/server';
import { faultRow, keepRows, proxyFaults, proxyRow, type Row, type Way } from '../../faults/table';
import { manualClock, netOver, submit, summary, type RouteName } from './world';

const opened: { close(): Promise<void> }[] = [];
const rows: Row[] = [];

afterEach(async () => {
  for (const closable of opened.splice(0)) await closable.close();
});

afterAll(() => keepRows(rows));

function keep<T extends { close(): Promise<void> }>(closable: T): T {
  opened.push(closable);
  return closable;
}

async function proxyOf(route: RouteName): Promise<TestProxy | undefined> {
  return route === 'editor through a proxy' ? keep(await startProxy('tunnel')) : undefined;
}

async function wayOf(route: RouteName, secure = true): Promise<Way> {
  const proxy = await proxyOf(route);
  const net = (clock: Parameters<Way['net']>[0]) => netOver(route, clock, proxy);
  const name = `Node ${process.versions.node}: ${secure ? route : 'plain http'}`;
  return { name, host: secure ? 'localhost' : '127.0.0.1', secure, net, ...(proxy && { proxy }) };
}

function expectNoProblem(row: Row): void {
  rows.push(row);
  expect(row.problems).toEqual([]);
}

describe.each<RouteName>(['direct', 'editor', 'editor through a proxy'])('%s', route => {
  test.each(faults)('$name', async named => expectNoProblem(await faultRow(await wayOf(route), named)));

  test('a request that is stopped while the connection is made is not sent', async () => {
    const server = keep(await startFaultServer({ onAccept: socket => (socket.resume(), 'stop') }));
    const stop = new AbortController();
    const net = netOver(route, manualClock(), await proxyOf(route));
    const pending = net.exchange(submit(`${server.origin}/v1/videos`), stop.signal);
    await server.accepted;
    stop.abort();
    expect(summary(await pending)).toBe('failure aborted, not sent');
    await server.idle();
    expect(server.requestBytes).toBe(0);
  });

  test('a request that is stopped while the answer is awaited is in doubt', async () => {
    const server = keep(await startFaultServer({}));
    const stop = new AbortController();
    const net = netOver(route, manualClock(), await proxyOf(route));
    const pending = net.exchange(submit(`${server.origin}/v1/videos`), stop.signal);
    await server.requested;
    stop.abort();
    expect(summary(await pending)).toBe('failure aborted, sent');
  });
});

describe('plain http on this machine', () => {
  test.each(faults.filter(named => named.onlyTls !== true))('$name', async named =>
    expectNoProblem(await faultRow(await wayOf('direct', false), named)),
  );

  test('a reset at accept is never called unsent while the server has bytes', async () => {
    for (let round = 0; round < 25; round++) {
      const fault = { onAccept: (socket: Socket) => (socket.resetAndDestroy(), 'stop' as const) };
      const server = keep(await startFaultServer(fault, { tls: false }));
      const result = await netOver('direct', manualClock()).exchange(submit(`${server.origin}/v1/videos`));
      await server.idle();
      if (!result.sent) expect(server.requestBytes).toBe(0);
    }
  });
});

describe('a proxy that does not connect', () => {
  test.each(proxyFaults)('$mode: the request is known not to have been sent', async named => {
    const way = await wayOf('editor through a proxy');
    if (way.proxy !== undefined) expectNoProblem(await proxyRow(way, way.proxy, named));
  });

  test('its status is told', async () => {
    const proxy = keep(await startProxy(407));
    const result = await netOver('editor', manualClock(), proxy).exchange(submit('https://localhost:9/v1/videos'));
    expect(result).toMatchObject({ kind: 'failure', detail: expect.stringContaining('407') });
  });
});
